// A virtual vehicle of the package vda-5050-lib (Siemens, MIT) on a broker:
//
//	node agv.js BROKER-URL USER PASSWORD
//
// It stands at node N0 of map "floor", drives at 2 m/s in ten times real time
// and ends with its standard input.
const { AgvController, VirtualAgvAdapter } = require("vda-5050-lib");

const [url, username, password] = process.argv.slice(2);
const agv = new AgvController(
  { manufacturer: "siemens", serialNumber: "V1" },
  { interfaceName: "uagv", vdaVersion: "2.0.0", transport: { brokerUrl: url, username, password, heartbeat: 15 } },
  { agvAdapterType: VirtualAgvAdapter, publishStateInterval: 1000, publishVisualizationInterval: 0 },
  { initialPosition: { mapId: "floor", x: 0, y: 0, theta: 0, lastNodeId: "N0" }, vehicleSpeed: 2, timeLapse: 10, initialBatteryCharge: 50 },
);

agv.start().then(
  () => console.log("ready"),
  (err) => { console.error(err); process.exit(1); },
);
process.stdin.resume();
process.stdin.on("end", () => agv.stop().finally(() => process.exit(0)));

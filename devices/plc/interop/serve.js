// A PLC of the interface urn:aisle:plc:1 made with node-opcua: two stacker
// cranes that share no code with Aisle. It follows docs/plc-interface.md and
// keeps its memory and its rack in a file, so that it can be killed and
// started again at any moment; each start gives the namespace another index.
//
//   PLC_PASSWORD=... node serve.js --port N --cert FILE --key FILE --pki DIR \
//     --user NAME --memory FILE --before NUMBER_OF_NAMESPACES [--job MS]
//
// It prints "ready" when it listens. On stdin it takes "put PLACE UNIT",
// "carry FROM TO" (what a vehicle does) and "dump", and answers each with one
// line: "ok", or JSON of where every unit is and how often each job ran.
"use strict";

const fs = require("node:fs");
const readline = require("node:readline");
const { parseArgs } = require("node:util");
const {
  DataType, MessageSecurityMode, OPCUACertificateManager, OPCUAServer, SecurityPolicy, StatusCodes, UserTokenType, Variant,
} = require("node-opcua");

const NAMESPACE = "urn:aisle:plc:1";
const IDLE = 4, EXECUTE = 6, STOPPED = 2, COMPLETE = 17;
const SPOT = ["Kind", "Side", "X", "Y", "Depth"];

// Memory is what survives a power cut; it is written before anything is shown.
class Memory {
  constructor(file, cranes) {
    this.file = file;
    this.data = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : { places: {}, ran: {}, cranes: {} };
    for (const name of cranes) {
      this.data.cranes[name] ??= { boot: 0, regs: {}, ack: { seq: 0, result: 0, reason: 0 }, doneAck: 0, job: null, executed: [],
        done: { id: "", result: 0, result2: 0, reason: 0, reason2: 0, ts: 0, seq: 0 } };
    }
  }
  save() {
    fs.writeFileSync(this.file + ".new", JSON.stringify(this.data));
    fs.renameSync(this.file + ".new", this.file);
  }
}

const key = (s) => (s.Kind === 1 ? `${s.Side}-${s.X}-${s.Y}-${s.Depth}` : s.Kind === 2 ? `station${s.X}` : "fork");

class Crane {
  constructor(namespace, folder, name, memory, jobMS) {
    Object.assign(this, { namespace, folder, name, memory, jobMS, m: memory.data.cranes[name], shown: {} });
    this.m.boot += 1;
    memory.save();
    this.bootAt = Date.now();
    this.beat = 1;
    this.wcsBeatAt = 0;
    this.nodes();
    setInterval(() => { this.beat = (this.beat % 4294967295) + 1; }, 500);
    setTimeout(() => this.finishAfterBoot(), 300);
  }

  place(spot) { return `${this.name}/${key(spot)}`; }
  plc(path, type, get) { this.variable(path, type, get, () => StatusCodes.BadNotWritable); }
  variable(path, type, get, set) {
    this.namespace.addVariable({
      componentOf: this.folder, nodeId: `s=${this.name}.${path}`, browseName: `${this.name}.${path}`, dataType: DataType[type],
      minimumSamplingInterval: 100,
      value: { get: () => new Variant({ dataType: DataType[type], value: get() }), set: (v) => set(v.value) },
    });
  }
  // A register that the WCS writes; then is called with the new value.
  wcs(path, type, limit, then) {
    const empty = type === "String" ? "" : 0;
    this.variable(path, type, () => this.m.regs[path] ?? empty, (v) => {
      if (type === "String") {
        v = v ?? "";
        if (Buffer.byteLength(v) > limit) return StatusCodes.BadOutOfRange;
      }
      this.m.regs[path] = v;
      if (then) then(v);
      return StatusCodes.Good;
    });
  }

  nodes() {
    this.plc("Id.Model", "String", () => "node-opcua");
    this.plc("Id.InterfaceVersion", "String", () => "1.0");
    this.plc("BootId", "UInt32", () => this.m.boot);
    this.plc("PackML.StateCurrent", "Int32", () => this.state());
    this.plc("PackML.ModeCurrent", "Int32", () => 1);
    this.plc("Health.PlcHeartbeat", "UInt32", () => this.beat);
    this.wcs("Health.WcsHeartbeat", "UInt32", 0, (v) => { if (v !== this.wcsBeat) { this.wcsBeat = v; this.wcsBeatAt = Date.now(); } });
    this.plc("Fault.Active", "Boolean", () => false);
    this.plc("Fault.Code", "UInt32", () => 0);
    this.plc("Fault.Severity", "UInt16", () => 0);
    this.plc("Fault.Text", "String", () => "");
    this.plc("Fault.Seq", "UInt32", () => 0);
    this.wcs("Fault.ClearSeq", "UInt32");
    for (const cmd of ["Cmd", "Cmd2"]) {
      this.wcs(`${cmd}.JobId`, "String", 36);
      this.wcs(`${cmd}.HandlingUnit`, "String", 20);
      for (const end of ["Src", "Dst"]) for (const f of SPOT) this.wcs(`${cmd}.${end}.${f}`, "Int32");
    }
    this.wcs("Cmd.Type", "Int32");
    this.wcs("Cmd.BootId", "UInt32");
    this.wcs("Cmd.Seq", "UInt32", 0, (v) => this.command(v));
    this.plc("Ack.Seq", "UInt32", () => this.m.ack.seq);
    this.plc("Ack.Result", "Int32", () => this.m.ack.result);
    this.plc("Ack.Reason", "Int32", () => this.m.ack.reason);
    this.plc("Done.JobId", "String", () => this.m.done.id);
    for (const f of ["Result", "Result2", "Reason", "Reason2"]) this.plc(`Done.${f}`, "Int32", () => this.m.done[f[0].toLowerCase() + f.slice(1)]);
    this.plc("Done.Ts", "DateTime", () => new Date(this.m.done.ts));
    this.plc("Done.Seq", "UInt32", () => this.m.done.seq);
    this.wcs("DoneAck", "UInt32", 0, (v) => { this.m.doneAck = v; this.memory.save(); });
    this.plc("Pos.X", "Int32", () => 0);
    this.plc("Pos.Y", "Int32", () => 0);
    this.plc("Leg", "Int32", () => (this.m.job ? this.m.job.leg + 1 : 0));
    this.plc("LoadPresent", "Boolean", () => this.at("fork") !== "");
    this.plc("LoadHandlingUnit", "String", () => this.at("fork"));
    for (const n of [1, 2]) {
      this.plc(`Station[${n}].Direction`, "Int32", () => n);
      this.plc(`Station[${n}].Occupied`, "Boolean", () => this.at(`station${n}`) !== "");
      this.plc(`Station[${n}].HandlingUnit`, "String", () => this.at(`station${n}`));
      this.plc(`Station[${n}].Grant`, "Int32", () => (this.at(`station${n}`) !== "" ? (n === 2 ? 2 : 0) : n === 1 ? 1 : 0));
      this.wcs(`Station[${n}].AnnounceHandlingUnit`, "String", 20);
      this.wcs(`Station[${n}].AnnounceSeq`, "UInt32");
    }
  }

  at(where) { return this.memory.data.places[`${this.name}/${where}`] ?? ""; }
  booting() { return Date.now() - this.bootAt < 300; }
  state() {
    if (this.booting()) return STOPPED;
    if (this.m.job) return EXECUTE;
    return this.m.done.seq !== this.m.doneAck ? COMPLETE : IDLE;
  }

  spot(prefix) { return Object.fromEntries(SPOT.map((f) => [f, this.m.regs[`${prefix}.${f}`] ?? 0])); }
  leg(cmd) {
    return { id: this.m.regs[`${cmd}.JobId`] ?? "", unit: this.m.regs[`${cmd}.HandlingUnit`] ?? "", src: this.spot(`${cmd}.Src`), dst: this.spot(`${cmd}.Dst`), result: 0 };
  }

  command(seq) {
    const m = this.m;
    if (seq === 0 || seq === m.ack.seq) return;
    const [old, reason] = this.judge();
    m.ack = { seq, result: reason === 0 ? 1 : 2, reason };
    if (reason === 0 && old) m.done = { ...old, seq };
    else if (reason === 0) {
      const legs = [this.leg("Cmd")];
      if (m.regs["Cmd.Type"] === 4) legs.push(this.leg("Cmd2"));
      m.job = { seq, legs, leg: 0, loaded: false };
      setTimeout(() => this.step(), this.jobMS / 4);
    }
    this.memory.save();
  }

  judge() {
    const m = this.m, first = this.leg("Cmd"), type = m.regs["Cmd.Type"];
    if (!first.id) return [null, 11];
    const open = m.done.seq !== m.doneAck;
    const old = m.executed.find((d) => d.id === first.id);
    if (old) return m.job ? [null, 1] : open && m.done.id !== first.id ? [null, 7] : [old, 0];
    if (m.regs["Cmd.BootId"] !== m.boot) return [null, 9];
    if (Date.now() - this.wcsBeatAt > 2000) return [null, 6];
    if (m.job) return [null, 1];
    if (open) return [null, 7];
    if (this.booting()) return [null, 2];
    if (![1, 2, 3, 4].includes(type)) return [null, 3];
    if (first.src.Kind < 1 || first.src.Kind > 3) return [null, 4];
    if (first.dst.Kind < 1 || first.dst.Kind > 2) return [null, 5];
    if (type === 4 && (!this.leg("Cmd2").id || this.leg("Cmd2").id === first.id)) return [null, 11];
    return [null, 0];
  }

  // One half of a leg: fetch, or set down. Effect and memory are one write.
  step() {
    const j = this.m.job, places = this.memory.data.places;
    if (!j) return;
    const leg = j.legs[j.leg], from = this.place(leg.src), to = this.place(leg.dst), fork = `${this.name}/fork`;
    if (!j.loaded && leg.src.Kind !== 3) {
      const unit = places[from];
      if (!unit || (leg.unit && unit !== leg.unit)) return this.end(unit ? 7 : 2);
      delete places[from];
      places[fork] = unit;
      j.loaded = true;
      this.memory.save();
      setTimeout(() => this.step(), this.jobMS / 4);
      return;
    }
    if (places[to]) return this.end(3);
    places[to] = places[fork];
    delete places[fork];
    this.memory.data.ran[leg.id] = (this.memory.data.ran[leg.id] ?? 0) + 1;
    this.end(1);
  }

  end(result) {
    const m = this.m, j = m.job;
    j.legs[j.leg].result = result;
    if (j.leg + 1 < j.legs.length) {
      if (this.at("fork") === "") {
        Object.assign(j, { leg: j.leg + 1, loaded: false });
        this.memory.save();
        setTimeout(() => this.step(), this.jobMS / 4);
        return;
      }
      j.legs[j.leg + 1].result = 6;
    }
    m.done = { id: j.legs[0].id, result: j.legs[0].result, result2: j.legs[1]?.result ?? 0, reason: 0, reason2: 0, ts: Date.now(), seq: j.seq };
    m.executed.push(m.done);
    m.executed = m.executed.slice(-64);
    m.job = null;
    this.memory.save();
  }

  finishAfterBoot() { if (this.m.job) this.step(); }
}

async function main() {
  const { values: o } = parseArgs({ options: {
    port: { type: "string" }, cert: { type: "string" }, key: { type: "string" }, pki: { type: "string" }, user: { type: "string" },
    memory: { type: "string" }, before: { type: "string" }, job: { type: "string", default: "40" },
  } });
  const certificates = new OPCUACertificateManager({ automaticallyAcceptUnknownCertificate: true, rootFolder: o.pki });
  await certificates.initialize();
  const server = new OPCUAServer({
    port: Number(o.port), host: "127.0.0.1", hostname: "127.0.0.1", certificateFile: o.cert, privateKeyFile: o.key, serverCertificateManager: certificates,
    userCertificateManager: certificates, serverInfo: { applicationUri: "urn:aisle:twin:plc", productUri: "urn:node:plc" },
    securityPolicies: [SecurityPolicy.Basic256Sha256], securityModes: [MessageSecurityMode.SignAndEncrypt],
    disableDiscovery: false, allowAnonymous: false, userTokenTypes: [UserTokenType.UserName],
    userManager: { isValidUser: (name, password) => name === o.user && password === process.env.PLC_PASSWORD },
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  for (let i = 0; i < Number(o.before); i++) space.registerNamespace(`urn:somebody:else:${i}`);
  const namespace = space.registerNamespace(NAMESPACE);
  const folder = namespace.addFolder(space.rootFolder.objects, { browseName: "Machines" });
  const memory = new Memory(o.memory, ["Crane1", "Crane2"]);
  for (const name of ["Crane1", "Crane2"]) new Crane(namespace, folder, name, memory, Number(o.job));
  await server.start();
  console.log(`ready ${namespace.index}`);
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const [verb, a, b] = line.split(" "), places = memory.data.places;
    if (verb === "put") places[a] = b;
    if (verb === "carry") {
      places[b] = places[a];
      delete places[a];
    }
    memory.save();
    console.log(verb === "dump" ? `dump ${JSON.stringify({ places, ran: memory.data.ran })}` : "ok");
  }).on("close", () => process.exit(0));
}

main().catch((err) => { console.error(err); process.exit(1); });

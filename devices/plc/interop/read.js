// Reads a PLC of the interface urn:aisle:plc:1 with node-opcua: a client that
// shares no code with Aisle. It finds the namespace by its URI, browses each
// device down to its variables, reads them all, and writes one JSON object to
// a file (the library prints warnings of its own to stdout):
// { namespaceIndex, devices: { PREFIX: { "Path": value, ... } } }.
//
//   PLC_PASSWORD=... node read.js --endpoint opc.tcp://host:port --user NAME \
//     --cert FILE --key FILE --uri APPLICATION_URI --pki DIR \
//     [--thumbprint SHA256] --out FILE PREFIX...
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const { parseArgs } = require("node:util");
const {
  AttributeIds, BrowseDirection, MessageSecurityMode, NodeClassMask, OPCUACertificateManager, OPCUAClient, SecurityPolicy,
  UserTokenType,
} = require("node-opcua");

const NAMESPACE = "urn:aisle:plc:1";
const BATCH = 500;

async function browse(session, nodeId, into, path) {
  const description = {
    nodeId, browseDirection: BrowseDirection.Forward, referenceTypeId: "HierarchicalReferences", includeSubtypes: true,
    nodeClassMask: NodeClassMask.Object | NodeClassMask.Variable, resultMask: 63,
  };
  let result = await session.browse(description);
  while (true) {
    for (const r of result.references) {
      const name = path === "" ? r.browseName.name : `${path}.${r.browseName.name}`;
      if (r.nodeClass === 2) into.push({ path: name, nodeId: r.nodeId });
      else await browse(session, r.nodeId, into, name);
    }
    if (!result.continuationPoint || result.continuationPoint.length === 0) return;
    result = await session.browseNext(result.continuationPoint, false);
  }
}

async function read(session, variables) {
  const values = {};
  for (let i = 0; i < variables.length; i += BATCH) {
    const part = variables.slice(i, i + BATCH);
    const data = await session.read(part.map((v) => ({ nodeId: v.nodeId, attributeId: AttributeIds.Value })));
    part.forEach((v, n) => {
      if (!data[n].statusCode.isGood()) throw new Error(`${v.path}: ${data[n].statusCode.toString()}`);
      values[v.path] = data[n].value.value;
    });
  }
  return values;
}

function pinned(endpoints, thumbprint) {
  const wanted = endpoints.find((e) => e.securityMode === MessageSecurityMode.SignAndEncrypt &&
    e.securityPolicyUri === SecurityPolicy.Basic256Sha256);
  if (!wanted) throw new Error("the server offers no Basic256Sha256 SignAndEncrypt");
  const got = crypto.createHash("sha256").update(wanted.serverCertificate).digest("hex");
  if (thumbprint && got !== thumbprint) throw new Error(`the server's certificate has thumbprint ${got}, want ${thumbprint}`);
}

async function main() {
  const { values: opt, positionals: prefixes } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(["endpoint", "user", "cert", "key", "uri", "pki", "thumbprint", "out"].map((n) => [n, { type: "string" }])),
  });
  const certificates = new OPCUACertificateManager({ rootFolder: opt.pki, automaticallyAcceptUnknownCertificate: true });
  await certificates.initialize();
  const client = OPCUAClient.create({
    applicationName: "aisle-plc-interop", applicationUri: opt.uri, certificateFile: opt.cert, privateKeyFile: opt.key,
    clientCertificateManager: certificates, securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256, endpointMustExist: false, connectionStrategy: { maxRetry: 3, initialDelay: 200 },
  });
  await client.connect(opt.endpoint);
  try {
    pinned(await client.getEndpoints(), opt.thumbprint);
    const session = await client.createSession({ type: UserTokenType.UserName, userName: opt.user, password: process.env.PLC_PASSWORD });
    try {
      const index = (await session.readNamespaceArray()).indexOf(NAMESPACE);
      if (index < 0) throw new Error(`no namespace ${NAMESPACE}`);
      const out = { namespaceIndex: index, devices: {} };
      for (const prefix of prefixes) {
        const variables = [];
        await browse(session, `ns=${index};s=${prefix}`, variables, "");
        for (const v of variables) {
          if (v.nodeId.value !== `${prefix}.${v.path}`) throw new Error(`${v.path} has node id ${v.nodeId.toString()}`);
        }
        out.devices[prefix] = await read(session, variables);
      }
      fs.writeFileSync(opt.out, JSON.stringify(out));
    } finally {
      await session.close();
    }
  } finally {
    await client.disconnect();
  }
}

main().catch((err) => {
  console.error(err.message);
  process.exit(1);
});

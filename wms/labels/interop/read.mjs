// Reads a list of label files from stdin, turns ZPL into pictures, and prints
// the barcodes that zxing finds in each.
import { readFile, writeFile } from "node:fs/promises";
import { readBarcodes, prepareZXingModule } from "zxing-wasm/reader";
import { ready } from "zpl-renderer-js";

const wasm = await readFile(new URL("./node_modules/zxing-wasm/dist/reader/zxing_reader.wasm", import.meta.url));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } });

let text = "";
for await (const part of process.stdin) text += part;
const found = {};
let zpl;
for (const job of JSON.parse(text)) {
  let png;
  if (job.Kind === "zpl") {
    zpl ??= (await ready).api;
    const dots = job.DPI === 203 ? 8 : 12;
    const code = await readFile(job.File, "utf8");
    png = Buffer.from(await zpl.zplToBase64Async(code, job.Width, job.Height, dots), "base64");
    await writeFile(job.Out, png);
  } else {
    png = await readFile(job.File);
  }
  const all = await readBarcodes(new Uint8Array(png), { tryHarder: true, textMode: "Plain", maxNumberOfSymbols: 10 });
  found[job.File] = all.filter((r) => r.isValid).map((r) => ({ Text: r.text, Format: r.format, ID: r.symbologyIdentifier }));
}
process.stdout.write(JSON.stringify(found));

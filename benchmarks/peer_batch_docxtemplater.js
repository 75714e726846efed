// A batch with docxtemplater: `node peer_batch_docxtemplater.js template.docx roster.json folder`.
// The template is read once; its ZIP and the template itself can be rendered once only.

"use strict";

const fs = require("fs");
const path = require("path");
const Docxtemplater = require("docxtemplater");
const PizZip = require("pizzip");

const [template, roster, folder] = process.argv.slice(2);
const content = fs.readFileSync(template);

for (const row of JSON.parse(fs.readFileSync(roster, "utf8"))) {
  const word = new Docxtemplater(new PizZip(content), { paragraphLoop: true, linebreaks: true });
  word.render(row);
  const above = path.join(folder, row["街道"]);
  fs.mkdirSync(above, { recursive: true });
  const data = word.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  fs.writeFileSync(path.join(above, `${row["社区"]}2027年工作计划.docx`), data);
}

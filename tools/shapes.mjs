/**
 * Writes the codec's record code out of its content models: object literals and bytes with everything known in advance,
 * which is several times faster than asking tables at run time.
 *
 *   node tools/shapes.mjs           write it (`npm run generate`)
 *   node tools/shapes.mjs --check   exit 1 when a row was changed and its code was not
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, ensure, ROOT } from "./ensure.mjs";

const CODEC = join(ROOT, "packages/codec");
const FILES = [
  {
    folder: "syncml",
    sets: { METINF_SHAPES: "METINF_MODELS", SYNCML_SHAPES: "SYNCML_MODELS" },
    root: ["SYNCML_PLAIN", "SyncML"],
  },
  { folder: "tnds", sets: { TNDS_SHAPES: "TNDS_MODELS" }, root: ["TNDS_PLAIN", "MgmtTree"] },
];
/** Page on the wire by vocabulary, in documents of messages and of trees alike (protocol §4.2). */
const WIRE_PAGES = [0, 1, 2];

/** What a field is at the place of its record in the row of values. */
const place = (index) => (index === 0 ? "values[base]" : `values[base + ${index}]`);

/** The source text of one record's `build`. */
export function buildOf({ name, fields, usual }, isCommand) {
  const command = isCommand ? [`cmd: "${name}"`] : [];
  const literal = (chosen) => {
    const parts = [...command, ...chosen.map(({ key, index }) => `${key}: ${place(index)}`)];
    return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  };
  const lines = [[], ...usual].map((keys) => {
    const chosen = fields.filter((field) => field.required || keys.includes(field.key));
    const present = chosen.reduce((bits, { bit }) => bits | bit, 0);
    return { present, text: `return ${literal(chosen)};` };
  });
  // All fields required: there is but one form.
  if (fields.every((field) => field.required)) return shapeText(name, "values, base", [lines[0].text]);
  const leading = fields.slice(
    0,
    fields.findIndex((field) => !field.required),
  );
  const rest = fields.slice(leading.length);
  const body = [
    ...lines.filter(({ present }) => present !== 0).map(({ present, text }) => `if (present === ${present}) ${text}`),
    `const record: Fields = ${literal(leading)};`,
    ...rest.map(({ key, index, bit, required: must }) =>
      must
        ? `record["${key}"] = ${place(index)};`
        : `if ((present & ${bit}) !== 0) record["${key}"] = ${place(index)};`,
    ),
    "return record;",
  ];
  return shapeText(name, "values, base, present", body);
}

function shapeText(name, parameters, lines) {
  return `  ${name}: {
    build(${parameters}) {
${lines.map((line) => `      ${line}`).join("\n")}
    },
  },`;
}

const byte = (value) => `0x${value.toString(16).padStart(2, "0")}`;
const opened = ({ tag }) => byte(tag.token | 0x40);

/** The statement that writes one value of this model; undefined for what is never plain. */
function statementOf(model, value) {
  if (model.rare) return undefined;
  switch (model.kind) {
    case "record":
      return `plain${model.name}(to, ${value});`;
    case "text":
    case "data":
    case "value":
      return `leaf(to, ${opened(model)}, ${value});`;
    case "flag":
      return `if (${value} === true) to.byte(${byte(model.tag.token)});`;
    case "token":
      return `token(to, ${opened(model)}, ${value});`;
    default:
      return undefined;
  }
}

/** The line that writes one field. */
function lineOf({ key, required, many, choice, models }) {
  const value = `record["${key}"]`;
  const statement = choice ? "plainCommand(to, one);" : statementOf(models[0], many ? "one" : value);
  if (statement === undefined) return `if (${value} !== undefined) throw NOT_PLAIN;`;
  const line = many ? `for (const one of list(${value})) ${statement}` : statement;
  return required || models[0].kind === "flag" ? line : `if (${value} !== undefined) ${line}`;
}

/** The source text of the function that writes one record. */
export function plainOf(model) {
  const { name, fields, tag } = model;
  const inside = new Set(fields.flatMap(({ models }) => models).map((child) => child.tag.vocabulary));
  const other = [...inside].find((vocabulary) => vocabulary !== tag.vocabulary);
  // Eager page switches: right behind the start tag and back before its END.
  const isAway = inside.size === 1 && other !== undefined;
  const page = (vocabulary) => (isAway ? `, ${WIRE_PAGES[vocabulary]}` : "");
  const lines = [
    "const record = fields(value);",
    `const start = open(to, ${opened(model)}${page(other)});`,
    ...fields.map(lineOf),
    `close(to, start, ${opened(model)}${page(tag.vocabulary)});`,
  ];
  const body = lines.map((line) => `  ${line}`).join("\n");
  return `function plain${name}(to: ByteBuffer, value: unknown): void {\n${body}\n}`;
}

function plainCommandOf(commands) {
  const cases = [...commands].map(({ name }) => `    case "${name}":\n      plain${name}(to, value);\n      return;`);
  return `function plainCommand(to: ByteBuffer, value: unknown): void {
  switch (fields(value)["cmd"]) {
${cases.join("\n")}
    default:
      throw NOT_PLAIN;
  }
}`;
}

/** The source text of a folder's record code. `sets` maps the name of a set to its models. */
export function shapesFile(sets, [rootName, rootElement]) {
  const models = Object.values(sets).flatMap((set) => [...set.values()]);
  const records = models.filter(({ kind, rare }) => kind === "record" && !rare);
  const allFields = records.flatMap(({ fields }) => fields);
  const commands = new Set(
    allFields.filter(({ choice }) => choice).flatMap((field) => field.models.filter(({ rare }) => !rare)),
  );
  const shapes = Object.entries(sets).map(([name, set]) => {
    const own = [...set.values()].filter((model) => records.includes(model));
    return `export const ${name}: Readonly<Record<string, RecordShape>> = {\n${own.map((model) => buildOf(model, commands.has(model))).join("\n")}\n};\n`;
  });
  const plains = [...records.map(plainOf), ...(commands.size > 0 ? [plainCommandOf(commands)] : [])].join("\n\n");
  const helpers = ["close", "fields", "leaf", "list", "NOT_PLAIN", "open", "token"].filter((name) =>
    new RegExp(`\\b${name}\\b[(;]`).test(plains),
  );
  return `/** Generated from the rows of content-model.ts by \`npm run generate\`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";
import { ${helpers.join(", ")} } from "../content-model/plain-writer.ts";
import type { ByteBuffer } from "../wbxml/byte-buffer.ts";

type Fields = Record<string, unknown>;

${shapes.join("\n")}
${plains}

/** Writes a whole ${rootElement}. */
export const ${rootName}: (to: ByteBuffer, value: unknown) => void = plain${rootElement};
`;
}

async function main() {
  ensure();
  // Old code may be just what does not compile; the rows are there all the same.
  spawnSync(bin("tsc"), ["-b", CODEC], { stdio: "ignore" });
  const isCheck = process.argv.includes("--check");
  for (const { folder, sets, root } of FILES) {
    const models = await import(pathToFileURL(join(CODEC, "dist", folder, "content-model.js")).href);
    const chosen = Object.fromEntries(Object.entries(sets).map(([name, key]) => [name, models[key]]));
    const text = shapesFile(chosen, root);
    const file = join(CODEC, "src", folder, "shapes.ts");
    if (!isCheck) writeFileSync(file, text);
    else if (readFileSync(file, "utf8") !== text) {
      console.log(`packages/codec/src/${folder}/shapes.ts is not what the rows say; run npm run generate`);
      process.exitCode = 1;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();

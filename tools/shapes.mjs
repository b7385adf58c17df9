/**
 * Writes the shapes of the codec's records, object literals with known names, out of its content models.
 *
 *   node tools/shapes.mjs           write them (`npm run generate`)
 *   node tools/shapes.mjs --check   exit 1 when a row was changed and its shape was not
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, ensure, ROOT } from "./ensure.mjs";

const CODEC = join(ROOT, "packages/codec");
const FILES = [
  { folder: "syncml", sets: { METINF_SHAPES: "METINF_MODELS", SYNCML_SHAPES: "SYNCML_MODELS" } },
  { folder: "tnds", sets: { TNDS_SHAPES: "TNDS_MODELS" } },
];

/** What a field is at the place of its record in the row of values. */
const place = (index) => (index === 0 ? "values[base]" : `values[base + ${index}]`);

/** How one field is shown; text, the commonest of all, goes straight to the writer. */
function visitOf({ key, index, required, many, choice, models }) {
  const value = `record["${key}"]`;
  const whole = `visitor.field(fields[${index}]!, ${value});`;
  if (many || choice || models[0].kind !== "text") {
    return required ? whole : `if (${value} !== undefined) ${whole}`;
  }
  const leaf = `writer.leaf(fields[${index}]!.tag, ${value} as string);`;
  return required ? [`if (${value} === undefined) ${whole}`, `else ${leaf}`] : `if (${value} !== undefined) ${leaf}`;
}

/** The source text of one record's shape. */
export function shapeOf({ name, fields }, isCommand) {
  const leading = [];
  const rest = [...fields];
  while (rest[0]?.required) leading.push(rest.shift());
  const start = [
    ...(isCommand ? [`cmd: "${name}"`] : []),
    ...leading.map(({ key, index }) => `${key}: ${place(index)}`),
  ];
  const build = [
    `const record: Fields = {${start.length === 0 ? "" : ` ${start.join(", ")} `}};`,
    ...rest.map(({ key, index, bit, required }) =>
      required
        ? `record["${key}"] = ${place(index)};`
        : `if ((present & ${bit}) !== 0) record["${key}"] = ${place(index)};`,
    ),
    "return record;",
  ];
  const visit = fields.flatMap((field) => visitOf(field));
  const showsText = visit.some((line) => line.includes("writer."));
  const uses = rest.some(({ required }) => !required) ? "values, base, present" : "values, base";
  return `  ${name}: {
    build(${uses}) {
${build.map((line) => `      ${line}`).join("\n")}
    },
    visit(${showsText ? "record, fields, visitor, writer" : "record, fields, visitor"}) {
${visit.map((line) => `      ${line}`).join("\n")}
    },
  },`;
}

/** The source text of a folder's shapes. `sets` maps the name of a set to its models. */
export function shapesFile(sets, commands) {
  const blocks = Object.entries(sets).map(([name, models]) => {
    const records = [...models.values()].filter(({ kind }) => kind === "record");
    const shapes = records.map((model) => shapeOf(model, commands.has(model)));
    return `export const ${name}: Readonly<Record<string, RecordShape>> = {\n${shapes.join("\n")}\n};\n`;
  });
  return `/** Generated from the rows of content-model.ts by \`npm run generate\`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";

type Fields = Record<string, unknown>;

${blocks.join("\n")}`;
}

async function main() {
  ensure();
  // Old shapes may be just what does not compile; the rows are there all the same.
  spawnSync(bin("tsc"), ["-b", CODEC], { stdio: "ignore" });
  const isCheck = process.argv.includes("--check");
  for (const { folder, sets } of FILES) {
    const models = await import(pathToFileURL(join(CODEC, "dist", folder, "content-model.js")).href);
    const chosen = Object.fromEntries(Object.entries(sets).map(([name, key]) => [name, models[key]]));
    const choices = Object.values(chosen).flatMap((set) => [...set.values()].flatMap(({ fields }) => fields));
    const commands = new Set(choices.filter(({ choice }) => choice).flatMap((field) => field.models));
    const text = shapesFile(chosen, commands);
    const file = join(CODEC, "src", folder, "shapes.ts");
    if (!isCheck) writeFileSync(file, text);
    else if (readFileSync(file, "utf8") !== text) {
      console.log(`packages/codec/src/${folder}/shapes.ts is not what the rows say; run npm run generate`);
      process.exitCode = 1;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();

/** Reads the IXIT file: what whoever brings a client says of it. Clause: conformance §2#4. */
import { FEATURES, type Feature, type Ixit } from "@oma-dm/lab";
import { parse, YAMLParseError } from "yaml";
import { EXIT, Failure } from "../failure.ts";

type Fields = Readonly<Record<string, unknown>>;

const KEYS = ["name", "device", "account", "encodings", "features", "patience", "quiet"];

/** Throws `Failure` with the key that is wrong and what it should be. */
export function parseIxit(text: string, url: string): Ixit {
  const top = fields("the file", read(text));
  const stranger = Object.keys(top).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) throw bad(stranger, `is no key; give ${KEYS.join(", ")}`);
  const account = fields("account", top["account"]);
  const auth = account["auth"] ?? "md5";
  if (auth !== "md5" && auth !== "basic" && auth !== "none") throw bad("account.auth", "must be md5, basic or none");
  const device = top["device"];
  return {
    name: text_("name", top["name"]),
    url,
    ...(device === undefined ? {} : { deviceId: text_("device", device) }),
    client: credential("account.client", account["client"], auth === "none"),
    server: credential("account.server", account["server"], auth === "none"),
    auth,
    encodings: encodings(top["encodings"]),
    offers: features(top["features"]),
    ...(top["patience"] === undefined ? {} : { patienceMs: seconds("patience", top["patience"]) }),
    ...(top["quiet"] === undefined ? {} : { quietMs: seconds("quiet", top["quiet"]) }),
  };
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw new Failure(EXIT.badInput, `the IXIT file is no YAML: ${error.message.split("\n")[0]}`);
    throw error;
  }
}

function credential(key: string, value: unknown, optional: boolean): Ixit["client"] {
  if (value === undefined && optional) return { name: "nobody", secret: "" };
  const { name, secret, nonce } = fields(key, value);
  const bytes = nonce === undefined ? {} : { nonce: Buffer.from(text_(`${key}.nonce`, nonce), "base64") };
  return { name: text_(`${key}.name`, name), secret: text_(`${key}.secret`, secret), ...bytes };
}

function encodings(value: unknown): Ixit["encodings"] {
  if (value === undefined) return ["xml", "wbxml"];
  const list = Array.isArray(value) ? value : [value];
  const known = list.filter((each) => each === "xml" || each === "wbxml");
  if (known.length === 0 || known.length < list.length) throw bad("encodings", "must list xml, wbxml or both");
  return known;
}

function features(value: unknown): readonly Feature[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw bad("features", "must be a list");
  for (const each of value) {
    if (typeof each !== "string" || !(each in FEATURES))
      throw bad("features", `has ${String(each)}; known are ${Object.keys(FEATURES).join(", ")}`);
  }
  return value as Feature[];
}

function seconds(key: string, value: unknown): number {
  if (typeof value !== "number" || !(value > 0)) throw bad(key, "must be a number of seconds");
  return value * 1000;
}

function fields(key: string, value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(key, "must have keys of its own");
  return value as Fields;
}

function text_(key: string, value: unknown): string {
  if (typeof value !== "string" || value === "") throw bad(key, "must be a text");
  return value;
}

function bad(key: string, what: string): Failure {
  return new Failure(EXIT.badInput, `the IXIT file: ${key} ${what}`);
}

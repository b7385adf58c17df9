/** Provisioning documents as a server writes them: WBXML 1.3, UTF-8, no string table. Clause: cp-profile §3. */
import { ATTRIBUTES, CONTENT, END, STR_I, SWITCH_PAGE } from "../wbxml/tokens.ts";
import type { Characteristic, Parm, ProvisioningDocument } from "./model.ts";
import { PROV_PUBLIC_ID, WRITTEN } from "./tables.ts";

const DOCUMENT = 0x05;
const CHARACTERISTIC = 0x06;
const PARM = 0x07;
const PLAIN = { name: 0x05, value: 0x06, type: 0x50 } as const;
const VERSION = 0x45;
const VERSION_1_0 = 0x46;

export function writeProvisioning({ version, characteristics }: ProvisioningDocument): Uint8Array {
  const writer = new ProvisioningWriter();
  writer.write(version, characteristics);
  return Uint8Array.from(writer.bytes);
}

class ProvisioningWriter {
  readonly bytes: number[] = [0x03, PROV_PUBLIC_ID, 0x6a, 0x00];
  private page = 0;

  write(version: string, characteristics: readonly Characteristic[]): void {
    this.bytes.push(DOCUMENT | ATTRIBUTES | (characteristics.length > 0 ? CONTENT : 0));
    if (version === "1.0") this.bytes.push(VERSION_1_0);
    else {
      this.bytes.push(VERSION);
      this.string(version);
    }
    this.bytes.push(END);
    for (const each of characteristics) this.characteristic(each);
    if (characteristics.length > 0) this.bytes.push(END);
  }

  private characteristic({ type, parms, characteristics }: Characteristic): void {
    const isFilled = parms.length + characteristics.length > 0;
    this.bytes.push(CHARACTERISTIC | ATTRIBUTES | (isFilled ? CONTENT : 0));
    this.start("type", type);
    this.bytes.push(END);
    for (const each of parms) this.parm(each);
    for (const each of characteristics) this.characteristic(each);
    if (isFilled) this.bytes.push(END);
  }

  private parm({ name, value }: Parm): void {
    this.bytes.push(PARM | ATTRIBUTES);
    this.start("name", name);
    if (value !== "") {
      this.token(0, PLAIN.value);
      this.value(value);
    }
    this.bytes.push(END);
  }

  private start(attribute: "name" | "type", text: string): void {
    const page = WRITTEN[attribute].findIndex((tokens) => tokens.has(text));
    if (page >= 0) this.token(page, WRITTEN[attribute][page]!.get(text)!);
    else {
      this.token(0, PLAIN[attribute]);
      this.string(text);
    }
  }

  /** A token, or a comma list of tokens; text otherwise. */
  private value(text: string): void {
    const pieces = text
      .split(/(,)/)
      .map((piece) => ({ piece, page: WRITTEN.value.findIndex((all) => all.has(piece)) }));
    if (pieces.some(({ page }) => page < 0)) this.string(text);
    else for (const { piece, page } of pieces) this.token(page, WRITTEN.value[page]!.get(piece)!);
  }

  private token(page: number, token: number): void {
    if (page !== this.page) this.bytes.push(SWITCH_PAGE, page);
    this.page = page;
    this.bytes.push(token);
  }

  private string(text: string): void {
    this.bytes.push(STR_I, ...new TextEncoder().encode(text), 0);
  }
}

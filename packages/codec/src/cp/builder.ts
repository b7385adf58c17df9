/** Elements become characteristics, whichever representation they come from. Rules cp-profile §2. */
import { type DecodeCode, DecodeError, type Position } from "../errors.ts";
import type { Characteristic, Parm, ProvisioningDocument, ProvisioningLimits } from "./model.ts";
import { ROOT } from "./tables.ts";

/** Attributes that mean something here; all others are passed over (cp-profile §2#13). */
export type Attributes = ReadonlyMap<string, string>;

interface OpenCharacteristic {
  readonly type: string;
  readonly parms: Parm[];
  readonly characteristics: Characteristic[];
}

/** Spellings of two widespread tools, and what they stand for (cp-profile §3.5#1). */
const MISSPELT: ReadonlyMap<string, string> = new Map([
  ["TRETRA-SDS", "TETRA-SDS"],
  ["TRETRA-PACKET", "TETRA-PACKET"],
  ["CDMA2000-IX-SIMPLE-IP", "CDMA2000-1X-SIMPLE-IP"],
  ["CDMA2000-IX-MOBILE-IP", "CDMA2000-1X-MOBILE-IP"],
]);

export class ProvisioningBuilder {
  private version = "1.0";
  private isOpened = false;
  private readonly names: string[] = [];
  /** `undefined`: an element nobody knows, whose content is passed over (cp-profile §2#10). */
  private readonly open_: (OpenCharacteristic | undefined)[] = [];
  private parms = 0;
  private text = 0;
  private readonly limits: ProvisioningLimits;
  private readonly position: () => Position;

  constructor(limits: ProvisioningLimits, position: () => Position) {
    this.limits = limits;
    this.position = position;
  }

  get depth(): number {
    return this.names.length;
  }

  path(): readonly string[] {
    return this.names;
  }

  fail(code: DecodeCode, reason: string): never {
    throw new DecodeError(code, this.position(), [...this.names], reason);
  }

  open(name: string, attributes: Attributes): void {
    if (this.names.length === this.limits.maxDepth) {
      this.fail("limit", `elements are nested deeper than ${this.limits.maxDepth}`);
    }
    if (this.names.length === 0) this.openRoot(name, attributes);
    else this.open_.push(this.opened(name, attributes));
    this.names.push(name);
  }

  private openRoot(name: string, attributes: Attributes): void {
    if (name !== ROOT) this.fail("unexpected-element", `the root is not ${ROOT}`);
    this.version = attributes.get("version")?.trim() || "1.0";
    if (!/^1\.\d{1,3}$/.test(this.version)) this.fail("unsupported-version", "the version is not 1.x");
    this.isOpened = true;
    this.open_.push({ type: "", parms: [], characteristics: [] });
  }

  private opened(name: string, attributes: Attributes): OpenCharacteristic | undefined {
    const parent = this.open_.at(-1);
    if (parent === undefined) return undefined;
    if (name === "characteristic") {
      const type = attributes.get("type");
      if (type === undefined || type === "") this.fail("missing-element", "a characteristic without its type");
      return { type: this.measured(type), parms: [], characteristics: [] };
    }
    if (name === "parm" && this.open_.length > 1) this.addParm(parent, attributes);
    return undefined;
  }

  private addParm({ parms }: OpenCharacteristic, attributes: Attributes): void {
    const name = attributes.get("name");
    if (name === undefined || name === "") this.fail("missing-element", "a parm without its name");
    this.parms += 1;
    if (this.parms > this.limits.maxParms) this.fail("limit", `more than ${this.limits.maxParms} parms`);
    const value = this.measured(attributes.get("value") ?? "");
    parms.push({ name: this.measured(name), value: MISSPELT.get(value) ?? value });
  }

  private measured(text: string): string {
    this.text += text.length;
    if (text.length > this.limits.maxValue)
      this.fail("limit", `a value has more than ${this.limits.maxValue} characters`);
    if (this.text > this.limits.maxText) this.fail("limit", `values have more than ${this.limits.maxText} characters`);
    return text;
  }

  close(): void {
    this.names.pop();
    if (this.open_.length === 1) return;
    const closed = this.open_.pop();
    if (closed !== undefined) this.open_.at(-1)?.characteristics.push(closed);
  }

  finish(): ProvisioningDocument {
    if (!this.isOpened) this.fail("truncated", "the document has no root element");
    return { version: this.version, characteristics: this.open_[0]!.characteristics };
  }
}

/** Names of a DDF as names of TypeScript. Any text gives a valid one; the same document always gives the same. */

/** What a generated module uses under its own name. */
const TAKEN = ["Exec", "Infinity", "NodeSpec", "ObjectShape", "Uint8Array", "WithInstances", "WriteOnly"];
const LONGEST = 80;

/** Type names of one module, each given once. */
export class TypeNames {
  private readonly taken = new Set(TAKEN);
  private readonly next = new Map<string, number>();

  /** The first of the proposals that is free, else the last one with a number. */
  take(...proposals: readonly string[]): string {
    const wanted = proposals.map((proposal) => (proposal === "" ? "Node" : proposal.slice(0, LONGEST)));
    const free = wanted.find((name) => !this.taken.has(name)) ?? this.numbered(wanted.at(-1) ?? "Node");
    this.taken.add(free);
    return free;
  }

  /** Counting goes on where it stopped: many nodes may share a name. */
  private numbered(name: string): string {
    let number = this.next.get(name) ?? 2;
    while (this.taken.has(`${name}_${number}`)) number += 1;
    this.next.set(name, number + 1);
    return `${name}_${number}`;
  }
}

/** `com.acme/lamp-zone` becomes `ComAcmeLampZone`; nothing that could begin anything but an identifier is left. */
export function pascal(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return words.join("").replace(/^(?=\d)/, "N");
}

/** A property's name as it stands in an interface. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/** What could end a line, steer a reader's eye or stand for half a character. */
const UNSAFE = /[\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]/g;

/** The text as a string literal, on one line and without anything invisible. */
export function stringLiteral(text: string): string {
  // Whole characters outside the basic plane go through the same escapes, half by half.
  return JSON.stringify(text).replace(UNSAFE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

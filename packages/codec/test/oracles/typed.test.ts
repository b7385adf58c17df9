/** SyncML messages as values: what real messages become, and whether writing them and reading again changes anything. */
import { DecodeError } from "@oma-dm/codec";
import { decodeMessage, type Encoding, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { corpusFiles } from "./corpus.ts";
import { MESSAGE_KINDS } from "./documents.ts";
import { printBare, REPPRO_DTD, validate } from "./dtd.ts";
import { type InfosetElement, parseInfoset } from "./infoset.ts";
import { Ledger, type Rule } from "./ledger.ts";
import { refusalRule } from "./refusal-rules.ts";
import { convert } from "./ways.ts";

const BINARY_KINDS = ["wbxml-syncml-dm", "wbxml-syncml-ds"];

const filesOf = (kind: string): RegExp => (kind.startsWith("wbxml") ? /\.(?:wbxml|bin)$/ : /\.xml$/);

const BASE64: Rule = {
  id: "bytes as base64",
  because: "XML holds no bytes: an OPAQUE travels as base64 with Format b64 (protocol §3.4)",
};

/** The same message, except that bytes may have become base64 with Format b64. */
function agree(before: unknown, after: unknown, used: () => void): boolean {
  if (before instanceof Uint8Array && after instanceof Uint8Array) return Buffer.compare(before, after) === 0;
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) {
    return before === after;
  }
  const [mine, theirs] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const bytes = mine["data"];
  if (bytes instanceof Uint8Array && typeof theirs["data"] === "string") {
    const meta = { ...(mine["meta"] as object), format: "b64" };
    used();
    return agree({ ...mine, meta, data: Buffer.from(bytes).toString("base64") }, after, used);
  }
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...keys].every((key) => agree(mine[key], theirs[key], used));
}

function decoded(bytes: Uint8Array): Message | DecodeError {
  try {
    return decodeMessage(bytes).message;
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

describeNeeding(["corpus"], "SyncML messages as values", () => {
  it("come back the same from either encoding, or are refused for what is wrong with them", () => {
    const ledger = new Ledger("typed", ["equal from XML and WBXML", "refused by a rule"]);
    const files = [...MESSAGE_KINDS, ...BINARY_KINDS].flatMap((kind) =>
      corpusFiles(kind, (path) => filesOf(kind).test(path)).map((file) => ({
        kind,
        file,
      })),
    );
    for (const { kind, file } of files) {
      const message = decoded(file.bytes);
      if (message instanceof DecodeError) {
        const rule = refusalRule(message, file.bytes);
        if (rule === undefined) ledger.leaveOpen(file.path, message.message);
        else {
          ledger.count(kind, "refused by a rule");
          ledger.excuse(rule, file.path);
        }
        continue;
      }
      for (const encoding of ["xml", "wbxml"] satisfies Encoding[]) {
        const again = decoded(encodeMessage(message, encoding));
        const same = !(again instanceof DecodeError) && agree(message, again, () => ledger.excuse(BASE64, file.path));
        if (!same)
          ledger.leaveOpen(file.path, `${encoding}: ${again instanceof DecodeError ? again.message : "differs"}`);
      }
      ledger.count(kind, "equal from XML and WBXML");
    }
    ledger.settle();
  });
});

const AT_THE_SOURCE: Rule = {
  id: "invalid at the source",
  because: "the message as published breaks the DTD in the same element, and the codec makes nothing up",
};
const complaints = (verdict: string): readonly string[] =>
  [...verdict.matchAll(/Element \w+ content/g)].map(([it]) => it);

/** The DTD takes Meta and Data, whose content is another vocabulary's, for text. */
function bare(xml: Uint8Array): string {
  const foreign = ({ namespace }: InfosetElement): boolean => !namespace.startsWith("SYNCML:");
  return printBare(parseInfoset(new TextDecoder().decode(xml)), foreign);
}

describeNeeding(["xmllint", "corpus"], "DM messages as written by the codec", () => {
  it("are valid by the DTD of SyncML RepPro where the source is complete", async () => {
    const ledger = new Ledger("dtd", ["valid", "invalid at the source"]);
    const read = ["syncml-dm/full", "wbxml-syncml-dm"].flatMap((kind) =>
      corpusFiles(kind, (path) => filesOf(kind).test(path)).flatMap((file) => {
        const message = decoded(file.bytes);
        return message instanceof DecodeError ? [] : [{ kind, file, message }];
      }),
    );
    const verdicts = await validate(
      REPPRO_DTD,
      read.map(({ message }) => bare(encodeMessage(message, "xml"))),
    );
    for (const [index, { kind, file }] of read.entries()) {
      const verdict = verdicts[index]!;
      if (verdict === "") {
        ledger.count(kind, "valid");
        continue;
      }
      const source = convert(file.bytes, "xml");
      const [before = ""] = source instanceof DecodeError ? [] : await validate(REPPRO_DTD, [bare(source)]);
      const known = complaints(before);
      if (complaints(verdict).length === 0 || complaints(verdict).some((it) => !known.includes(it))) {
        ledger.leaveOpen(file.path, verdict);
      } else {
        ledger.count(kind, "invalid at the source");
        ledger.excuse(AT_THE_SOURCE, file.path);
      }
    }
    ledger.settle();
  });
  it("are found out when they are not", async () => {
    expect((await validate(REPPRO_DTD, ["<SyncML><SyncHdr/></SyncML>"]))[0]).toContain(
      "SyncHdr content does not follow the DTD",
    );
  });
});

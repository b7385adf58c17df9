/** Pushes that servers, gateways and other test suites made, as their collectors say they are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DecodeError } from "@oma-dm/codec";
import { decodeNotification12, encodeTrigger } from "@oma-dm/codec/notification";
import { decodeUserData, Reassembly } from "@oma-dm/codec/sms";
import { decodeContentType, decodePush, encodePush, headerOf, printContentType } from "@oma-dm/codec/wsp";
import { expect, it } from "vitest";
import { CORPUS, describeNeeding } from "../../../../tools/needs.ts";
import { hex, toHex } from "./hex.ts";

interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly expect: Readonly<Record<string, unknown>>;
}
interface ContentTypeVector extends Vector {
  readonly expect: {
    readonly decodes: boolean;
    readonly contentType?: string | null;
    readonly consumed?: number;
    readonly params: Readonly<Record<string, string | null>>;
  };
}

const load = (name: string): unknown => JSON.parse(readFileSync(join(CORPUS, "push", name), "utf8"));

describeNeeding(["corpus"], "pushes of others", () => {
  const vectors = (): readonly Vector[] => load("vectors.dev.json") as readonly Vector[];

  it("are notifications of DM 1.2 field by field, and are written again as they were", () => {
    let count = 0;
    for (const { name, hex: octets, expect: said } of vectors()) {
      if (said["serverId"] === undefined) continue;
      count++;
      let bytes = hex(octets);
      if (said["udh"] !== undefined) {
        const { ports, payload } = decodeUserData(bytes);
        expect(ports, name).toEqual({ destination: 2948, source: 49154 });
        bytes = payload;
      }
      if (said["pduType"] !== undefined) {
        const push = decodePush(bytes);
        expect(push.transactionId, name).toBe(said["transactionId"]);
        expect(push.contentType.type, name).toBe(said["contentType"]);
        expect(headerOf(push, "X-Wap-Application-Id"), name).toBe(said["applicationId"]);
        expect(toHex(encodePush(push)), name).toBe(toHex(bytes));
        bytes = push.data;
      }
      const knock = decodeNotification12(bytes);
      if (said["digest"] !== undefined) expect(toHex(knock.digest), name).toBe(said["digest"]);
      expect(knock.version, name).toBe(said["version"]);
      expect(["not-specified", "background", "informative", "user-interaction"].indexOf(knock.uiMode), name).toBe(
        said["uiMode"],
      );
      expect(knock.initiator, name).toBe(said["initiator"] === 1 ? "server" : "client");
      expect(knock.sessionId, name).toBe(said["sessionId"]);
      expect(knock.serverId, name).toBe(said["serverId"]);
      if (said["trailing"] !== undefined) expect(toHex(knock.vendorData), name).toBe(said["trailing"]);
      expect(toHex(encodeTrigger(knock)), name).toBe(toHex(knock.signed));
    }
    expect(count).toBeGreaterThanOrEqual(5);
  });

  it("are what a gateway sends, headers of its own and all", () => {
    const kannel = vectors().filter(({ name }) => name.startsWith("kannel-udp"));
    expect(kannel.length).toBeGreaterThan(1);
    for (const { name, hex: octets, expect: said } of kannel) {
      const push = decodePush(hex(octets));
      expect(push.contentType.type, name).toBe(said["contentType"]);
      expect(headerOf(push, "X-Wap-Application-Id") ?? null, name).toBe(said["applicationId"]);
      expect(decodeNotification12(push.data).serverId, name).toBe("com.vzwdmserver");
    }
  });

  it("come in parts, and are one push again", () => {
    const reassembly = new Reassembly();
    const parts = vectors().filter(({ name }) => name.startsWith("kannel-sms-concat"));
    const whole = parts.reverse().map(({ hex: octets }) => reassembly.add("+1", decodeUserData(hex(octets)), 0));
    const { ports, payload } = whole.at(-1)!;
    expect(ports?.destination).toBe(2948);
    const push = decodePush(payload);
    expect(push.contentType.type).toBe("application/vnd.syncml.dm+wbxml");
    expect(headerOf(push, "Content-Length")).toBe(push.data.length);
  });

  it("are refused where their headers have no length", () => {
    const { hex: octets } = vectors().find(({ name }) => name.includes("badhdrlen"))!;
    expect(() => decodePush(hex(octets))).toThrow(DecodeError);
  });
});

describeNeeding(["corpus"], "content types of another test suite", () => {
  const suite = () =>
    load("aosp-wsp-content-type-vectors.dev.json") as {
      readonly vectors: readonly ContentTypeVector[];
      readonly shortMimeTypes: Readonly<Record<string, string>>;
      readonly longMimeTypes: Readonly<Record<string, string>>;
      readonly parameters: Readonly<Record<string, string>>;
    };

  it("are read as it reads them", () => {
    for (const { name, hex: octets, expect: said } of suite().vectors) {
      if (!said.decodes) {
        expect(() => decodeContentType(hex(octets)), name).toThrow(DecodeError);
        continue;
      }
      const { type, parameters, length } = decodeContentType(hex(octets));
      expect(type ?? null, name).toBe(said.contentType);
      expect(length, name).toBe(said.consumed);
      const values = parameters.map((it) => [it.name, it.value === undefined ? null : String(it.value)]);
      expect(Object.fromEntries(values), name).toEqual(said.params);
    }
  });

  it("have the names it knows, by one octet and by two, and so have the parameters", () => {
    const { shortMimeTypes, longMimeTypes, parameters } = suite();
    const short = (code: string): string => (Number(code) | 0x80).toString(16);
    const long = (code: string): string => `0302${Number(code).toString(16).padStart(4, "0")}`;
    for (const [code, name] of Object.entries(shortMimeTypes)) {
      expect(decodeContentType(hex(short(code))).type).toBe(name);
      expect(decodeContentType(hex(`0201${Number(code).toString(16).padStart(2, "0")}`)).type).toBe(name);
    }
    for (const [code, name] of Object.entries(longMimeTypes)) {
      expect(decodeContentType(hex(long(code))).type).toBe(name);
    }
    for (const [code, name] of Object.entries(parameters)) {
      const { parameters: read } = decodeContentType(hex(`03c2${short(code)}00`));
      expect(read).toEqual([{ name }]);
      expect(printContentType({ type: "a/b", parameters: read })).toBe(`a/b; ${name}=`);
    }
  });
});

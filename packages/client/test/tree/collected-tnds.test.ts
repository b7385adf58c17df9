/** TNDS objects from the field: added, read back, taken over; what their makers refuse is refused (tree §9.5, §9.6). */
import { interior, leaf } from "@oma-dm/client";
import { expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { type CorpusFile, corpusFiles } from "../../../codec/test/oracles/corpus.ts";
import { structureText } from "./cases/structure-text.ts";
import { command, EVERYONE, type World, world } from "./world.ts";

const ALL = ["Add", "Delete", "Get", "Replace"] as const;
const chr = (name: string) => leaf(name, "chr", ALL);
/** As much of the Passpoint object as the refusals need: a name and a realm are leaves, one HomeSP there is. */
const PASSPOINT = interior(
  "PerProviderSubscription",
  ALL,
  [
    interior(null, ALL, [
      interior("HomeSP", ALL, [chr("FriendlyName"), chr("FQDN"), chr("RoamingConsortiumOI")]),
      interior("Credential", ALL, [], { open: true }),
    ]),
  ],
  { moid: "urn:wfa:mo:hotspot2dot0-perprovidersubscription:1.0" },
);

const XML = { format: "xml", type: "application/vnd.syncml.dmtnds+xml" };
const WBXML = { format: "bin", type: "application/vnd.syncml.dmtnds+wbxml" };

async function hotspot(): Promise<World> {
  return world({ spec: interior("Wifi", ["Add", "Get"], [PASSPOINT], { scope: "Permanent", acl: EVERYONE }) });
}

/** Some are templates of a program: what it would print as its version is filled in. */
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace("<VerDTD>%s<", "<VerDTD>1.2<");
const data = (w: World) => structureText(w.tree).replace(/,\d+,\d+\]/g, "]");

const squeezed = (tree: string): string => tree.replace(/"(?:\s|\\n)",?/g, "").replace(/,\]/g, "]");

describeNeeding(["corpus"], "TNDS objects from the field", () => {
  const xml = corpusFiles("tnds", (path) => path.endsWith(".xml"));
  /** One is no XML; two samples of the text leave properties out as "…". */
  const refused = (file: CorpusFile): boolean =>
    /NOT well-formed/.test(file.expected) || /92_tnds_syntax/.test(file.path);
  const byMaker = /REJECTS/;

  it("are there", () => {
    expect(xml.length).toBeGreaterThan(10);
    expect(xml.filter(({ expected }) => byMaker.test(expected))).toHaveLength(4);
  });
  it.each(xml.filter(({ expected }) => byMaker.test(expected)).map(({ path, bytes }) => [path, bytes] as const))(
    "%s is refused by its description, nothing is written",
    async (_, bytes) => {
      const w = await hotspot();
      const before = structureText(w.tree);
      expect(await w.code("S", command("Add", "./Wifi", text(bytes), XML))).toBeGreaterThan(400);
      expect(structureText(w.tree)).toBe(before);
    },
  );
  it.each(xml.filter(refused).map(({ path, bytes }) => [path, bytes] as const))(
    "%s is no TNDS object",
    async (_, bytes) => {
      expect(await (await world()).code("S", command("Add", "./Open", text(bytes), XML))).toBe(415);
    },
  );
  it.each(
    xml
      .filter((file) => !refused(file) && !byMaker.test(file.expected))
      .map(({ path, bytes }) => [path, bytes] as const),
  )("%s is added, in WBXML too, and another device takes over what is read back", async (path, bytes) => {
    const w = await world();
    const added = await w.code("S", command("Add", "./Open", text(bytes), XML));
    expect([path, added]).toEqual([path, 200]);
    expect(await w.code("S", command("Add", "./Open", text(bytes), XML))).toBe(418);

    const [wbxml] = corpusFiles("wbxml-gen/tnds", (name) => name.endsWith(`/${path.slice(5, -4)}.wbxml`));
    if (wbxml !== undefined && !new TextDecoder().decode(bytes).includes("<VerDTD>%s<")) {
      const other = await world();
      expect(await other.code("S", command("Add", "./Open", wbxml.bytes, WBXML))).toBe(200);
      // The tool that wrote the WBXML had trimmed the values.
      expect(squeezed(data(other))).toBe(squeezed(data(w)));
    }
    const [answer] = (await w.run("S", command("Get", "./Open?list=TNDS"))).items;
    const third = await world();
    expect(await third.code("S", command("Replace", ".", answer!.data, WBXML))).toBe(200);
    expect(data(third)).toBe(data(w));
  });
});

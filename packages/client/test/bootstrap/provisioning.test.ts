/** Provisioning documents at the device's door. */
import { type Characteristic, decodeProvisioning, encodeProvisioning } from "@oma-dm/codec/cp";
import { describe, expect, it } from "vitest";
import { bench, codeOf, contents, typing } from "./device.ts";
import { IMSI, PIN } from "./vectors.ts";

const TYPE = "application/vnd.wap.connectivity-wbxml";
const FILE = { contentType: TYPE, allowUnsigned: true } as const;
/** cp-profile §8.1#1. */
const FULL = Uint8Array.from(
  Buffer.from(
    "030b6a00c54503312e310001c65501871106034e415031000187070603496f540001871006ab0187080603696f742e6578616d706c6500018709068901c65a01870c069a01870d0603750001870e06037000010101c600015501873600000603773700018700013800000603636f6d2e6d676d747372762e6d616e6167650001870706034f70730001872206034e4150310001870503494e49540001c60001560187340000060368747470733a2f2f646d2e6578616d706c652e636f6d2f646d0001c65301872306033834343300010101c600015701873000000600018d01873300000600019301873100000603646576343200018700013200000603636c73656372657400018700012f00000603626d3975593255784d6a4d30000101c600015701873000000603434c49454e5400018700013300000600019301873100000603636f6d2e6d676d747372762e6d616e6167650001870001320000060373727673656372657400018700012f000006034d54497a4e413d3d0001010101",
    "hex",
  ),
);
const SERVER = "com.mgmtsrv.manage";

type Parms = Readonly<Record<string, string>>;
const node = (type: string, parms: Parms, ...characteristics: readonly Characteristic[]): Characteristic => ({
  type,
  parms: Object.entries(parms).map(([name, value]) => ({ name, value })),
  characteristics,
});
const client = node("APPAUTH", { AAUTHLEVEL: "APPSRV", AAUTHTYPE: "DIGEST", AAUTHNAME: "gw", AAUTHSECRET: "s-1" });
const address = (url: string, ...more: readonly Characteristic[]) => node("APPADDR", { ADDR: url }, ...more);
const w7 = (parms: Parms, ...more: readonly Characteristic[]) =>
  node("APPLICATION", { APPID: "w7", ...parms }, ...more);
const of = (...characteristics: readonly Characteristic[]) => encodeProvisioning({ version: "1.1", characteristics });

describe("the full example (cp-profile §8.1#1, tree §11#17)", () => {
  it("becomes an account and its access point (cp-profile §4.1#1–#4, #7, #9–#17, §4.4#1–#3, §5#1–#7)", async () => {
    const { client: device, store } = await bench({ imsi: IMSI });
    const outcome = await device.bootstrap(FULL, {
      contentType: TYPE,
      sec: "NETWPIN",
      mac: "84C8C970273CC32B63A24BFD4D1BEC4C06F06EFF",
      source: "push",
    });
    expect(outcome).toEqual({ accounts: [SERVER], created: ["./NAP/N1", "./DMAcc/1"] });
    const get = async (uri: string) => (await device.tree.get(uri)).value;
    const account = Object.fromEntries(
      await Promise.all(
        [
          "AppID",
          "ServerID",
          "Name",
          "PrefConRef",
          "AppAddr/1/Addr",
          "AppAddr/1/AddrType",
          "AppAddr/1/Port/1/PortNbr",
          "AppAuth/1/AAuthLevel",
          "AppAuth/1/AAuthType",
          "AppAuth/1/AAuthName",
          "AppAuth/2/AAuthLevel",
          "AppAuth/2/AAuthName",
        ].map(async (path) => [path, await get(`./DMAcc/1/${path}`)] as const),
      ),
    );
    expect(account).toEqual({
      AppID: "w7",
      ServerID: SERVER,
      Name: "Ops",
      PrefConRef: "./NAP/N1",
      "AppAddr/1/Addr": "https://dm.example.com/dm",
      "AppAddr/1/AddrType": "URI",
      "AppAddr/1/Port/1/PortNbr": "8443",
      "AppAuth/1/AAuthLevel": "CLCRED",
      "AppAuth/1/AAuthType": "DIGEST",
      "AppAuth/1/AAuthName": "dev42",
      "AppAuth/2/AAuthLevel": "SRVCRED",
      "AppAuth/2/AAuthName": SERVER,
    });
    const rights = `Delete=${SERVER}&Get=${SERVER}&Replace=${SERVER}`;
    expect((await device.tree.get("./DMAcc/1", "ACL")).value).toBe(rights);
    expect((await device.tree.get("./NAP/N1", "ACL")).value).toBe(rights);
    expect([await get("./NAP/N1/BearerType"), await get("./NAP/N1/Addr"), await get("./NAP/N1/AddrType")]).toEqual([
      "3GPPPS",
      "iot.example",
      "APN",
    ]);
    expect(await contents(store)).toContain(Buffer.from(`"bm9uY2UxMjM0"`).toString("hex"));
    expect(await device.due()).toEqual([SERVER]);
  });
  it.each([
    ["NETWPIN", "84C8C970273CC32B63A24BFD4D1BEC4C06F06EFF", undefined],
    ["USERPIN", "D8F86F048322E5984760DC8469A89C67766FBA60", PIN],
    ["USERNETWPIN", "51D69D4528AE73828E02CDA837CACDAFC6589C24", PIN],
    ["USERPINMAC", undefined, "12346814"],
  ])("is taken with %s (cp-profile §6#1–#6)", async (sec, mac, pin) => {
    const ui = typing(...(pin === undefined ? [] : [pin]));
    const right = await bench({ imsi: IMSI }, { ui });
    const protection = { contentType: TYPE, sec, ...(mac === undefined ? {} : { mac }), source: "push" } as const;
    expect(await codeOf(right.client.bootstrap(FULL, protection))).toBe("done");
    const changed = FULL.slice();
    changed[60]! ^= 1;
    const wrong = await bench({ imsi: IMSI });
    const before = await contents(wrong.store, ["bootstrap:"]);
    expect(await codeOf(wrong.client.bootstrap(changed, { ...protection, ...(pin && { pin }) }))).toBe("mac-wrong");
    expect(await contents(wrong.store, ["bootstrap:"])).toBe(before);
  });
  it.each(["1234681", "123681", "12346815", "1234681x", `${"1".repeat(42)}`])(
    "is refused when the user types %s (cp-profile §6#6)",
    async (pin) => {
      const { client: device } = await bench();
      expect(await codeOf(device.bootstrap(FULL, { contentType: TYPE, sec: 3, pin }))).toBe("mac-wrong");
    },
  );
  it("with a MAC by SHA-256, without any, or in XML from elsewhere than a file is refused (cp-profile §6#7, #9, §1#2, decisions D22)", async () => {
    const { client: device, store } = await bench({ imsi: IMSI });
    const before = await contents(store);
    const sha256 = { contentType: TYPE, sec: "NETWPIN", mac: "0".repeat(64) };
    expect(await codeOf(device.bootstrap(FULL, sha256))).toBe("mac-malformed");
    expect(await codeOf(device.bootstrap(FULL, { contentType: TYPE, source: "push" }))).toBe("unsigned-refused");
    const xml = new TextEncoder().encode(
      '<wap-provisioningdoc><characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="PROVIDER-ID" value="x"/><parm name="ADDR" value="https://x.example"/><characteristic type="APPAUTH"><parm name="AAUTHNAME" value="n"/><parm name="AAUTHSECRET" value="s"/></characteristic></characteristic></wap-provisioningdoc>',
    );
    const contentType = "text/vnd.wap.connectivity-xml";
    expect(await codeOf(device.bootstrap(xml, { contentType, source: "card", allowXml: true }))).toBe("xml-refused");
    expect(await codeOf(device.bootstrap(xml, { contentType, allowUnsigned: true }))).toBe("xml-refused");
    expect(await contents(store)).toBe(before);
    expect(await codeOf(device.bootstrap(xml, { contentType, allowUnsigned: true, allowXml: true }))).toBe("done");
  });
});

describe("applications", () => {
  it("get what servers leave out (cp-profile §4.1#8, #11, §4.2#1–#3, #5, #6, §4.3#12, §7#1)", async () => {
    const { client: device, store } = await bench();
    const document = of(
      w7(
        { "PROVIDER-ID": "short", ADDR: "dm.example/x", ADDRTYPE: "ALPHA" },
        node("APPAUTH", { AAUTHNAME: "n", AAUTHSECRET: "s", AAUTHDATA: "nonce!" }),
        node("APPAUTH", { AAUTHLEVEL: "CLIENT", AAUTHSECRET: "t" }),
      ),
      w7(
        { "PROVIDER-ID": "basic" },
        address("https://b.example:8080/", node("PORT", { PORTNBR: "99" })),
        node("APPAUTH", { AAUTHNAME: "n", AAUTHSECRET: "s" }),
      ),
      w7(
        { "PROVIDER-ID": "web" },
        address("https://w.example"),
        node("APPAUTH", { AAUTHTYPE: "HTTP-BASIC,HTTP-DIGEST", AAUTHNAME: "n", AAUTHSECRET: "s" }),
      ),
    );
    expect((await device.bootstrap(document, FILE)).created).toEqual(["./DMAcc/1", "./DMAcc/2", "./DMAcc/3"]);
    const get = async (uri: string) => (await device.tree.get(uri)).value;
    expect(await get("./DMAcc/1/AppAddr/1/Addr")).toBe("https://dm.example/x");
    expect([await get("./DMAcc/1/AppAuth/1/AAuthType"), await get("./DMAcc/1/AppAuth/2/AAuthType")]).toEqual([
      "DIGEST",
      "DIGEST",
    ]);
    expect(await get("./DMAcc/1/AppAuth/2/AAuthName")).toBe("short");
    expect(await contents(store)).toContain(Buffer.from(Buffer.from("nonce!").toString("base64")).toString("hex"));
    expect(await get("./DMAcc/2/AppAuth/1/AAuthType")).toBe("BASIC");
    expect((await device.tree.get("./DMAcc/2/AppAddr/1")).children).toEqual(["Addr", "AddrType"]);
    const web = ["AppAuth/1/AAuthLevel", "AppAuth/1/AAuthType", "AppAuth/2/AAuthLevel", "AppAuth/2/AAuthType"];
    expect(await Promise.all(web.map((path) => get(`./DMAcc/3/${path}`)))).toEqual([
      "HTTP",
      "HTTP-BASIC",
      "HTTP",
      "HTTP-DIGEST",
    ]);
  });
  it("that cannot be are told, the others made (cp-profile §4.1#2, #10, #18, §7#2, #4–#7)", async () => {
    const { client: device } = await bench();
    const document = of(
      w7({}, address("https://a.example"), client),
      w7({ "PROVIDER-ID": "good", "TO-NAPID": "absent" }, address("https://a.example"), client),
      w7({ "PROVIDER-ID": "good" }, address("https://second.example"), client),
      w7({ "PROVIDER-ID": "nowhere" }, client),
      w7({ "PROVIDER-ID": "port" }, address("https://a.example", node("PORT", { PORTNBR: "65536" })), client),
      w7({ "PROVIDER-ID": "mute" }, address("https://a.example")),
      w7({ "PROVIDER-ID": "level" }, address("https://a.example"), node("APPAUTH", { AAUTHLEVEL: "SERVER" })),
      node("APPLICATION", { APPID: "w2", "PROVIDER-ID": "mail" }, address("https://a.example"), client),
    );
    const { accounts, skipped } = await device.bootstrap(document, FILE);
    expect(accounts).toEqual(["good"]);
    expect(skipped?.map(({ serverId, reason }) => `${serverId}: ${reason}`)).toEqual([
      ": it names no server",
      "good: its server has an account in the document already",
      "nowhere: it has no address",
      "port: its port is no number from 1 to 65535",
      "mute: it has no credential to show its server",
      "level: its AAUTHLEVEL is none of APPSRV, CLIENT and OBEX",
    ]);
    expect((await device.tree.get("./DMAcc/1/AppAddr/1/Addr")).value).toBe("https://a.example");
    expect((await device.tree.get("./DMAcc/1")).children).not.toContain("PrefConRef");
  });
  it("of which none can be leave every byte as it was, connectivity too (cp-profile §7#8, §4.4#4)", async () => {
    const { client: device, store } = await bench();
    const before = await contents(store);
    const nap = node("NAPDEF", { NAPID: "a" });
    expect(await codeOf(device.bootstrap(of(nap), FILE))).toBe("no-account");
    expect(await codeOf(device.bootstrap(of(nap, w7({ "PROVIDER-ID": "x" }, client)), FILE))).toBe("no-account");
    expect(await codeOf(device.bootstrap(of(), FILE))).toBe("nothing-to-apply");
    for (let at = 0; at < FULL.length; at++) {
      const changed = FULL.slice();
      changed[at]! ^= 0xff;
      await codeOf(device.bootstrap(changed, { ...FILE, check: true }));
    }
    expect(await contents(store)).toBe(before);
  });
  it("share connectivity, all of them with rights on it; the preferred one is the first that leads somewhere (cp-profile §2#9, §4.1#4–#6, §4.4#3, §5#8–#15)", async () => {
    const { client: device } = await bench();
    const auth = node("PXAUTHINFO", { "PXAUTH-TYPE": "HTTP-BASIC", "PXAUTH-ID": "u", "PXAUTH-PW": "hidden-5" });
    const physical = node(
      "PXPHYSICAL",
      { "PHYSICAL-PROXY-ID": "p", PXADDR: "192.0.2.8", PXADDRTYPE: "IPV4", "TO-NAPID": "wlan" },
      node("PORT", { PORTNBR: "8080", SERVICE: "HTTP" }),
    );
    const document = of(
      node("PXLOGICAL", { "PROXY-ID": "px", NAME: "Proxy" }, auth, physical),
      w7({ "PROVIDER-ID": "one", "TO-NAPID": "gone", "TO-PROXY": "px" }, address("https://a.example"), client),
      w7({ "PROVIDER-ID": "two", "TO-NAPID": "INTERNET" }, address("https://a.example"), client),
      node("NAPDEF", {
        NAPID: "wlan",
        BEARER: "WLAN",
        INTERNET: "",
        "DNS-ADDR": "192.0.2.1",
        "LOCAL-ADDR": "192.0.2.9",
      }),
    );
    await device.bootstrap(document, FILE);
    const get = async (uri: string) => (await device.tree.get(uri)).value;
    expect([await get("./DMAcc/1/PrefConRef"), await get("./DMAcc/2/PrefConRef")]).toEqual(["./Proxy/P1", "./NAP/N1"]);
    expect(await get("./Proxy/P1/ToConRef/1/ConRef")).toBe("./NAP/N1");
    expect([await get("./Proxy/P1/Ports/1/PortNbr"), await get("./Proxy/P1/Ports/1/Services/1/ServiceName")]).toEqual([
      "8080",
      "HTTP",
    ]);
    expect([await get("./NAP/N1/IPv4/DNS/1/DNSAddr"), await get("./NAP/N1/IPv4/AutoConfig")]).toEqual([
      "192.0.2.1",
      "false",
    ]);
    expect((await device.tree.get("./NAP/N1", "ACL")).value).toBe("Delete=one+two&Get=one+two&Replace=one+two");
    expect(JSON.stringify(await device.tree.export("."))).not.toContain("hidden-5");
  });
  it("with a parm twice mean the first one; a PIN has three tries, a pushed document a day (cp-profile §2#11, §6#8, #10, §7#13)", async () => {
    const { client: device, store } = await bench({ imsi: IMSI });
    const twice = w7({ "PROVIDER-ID": "one" }, address("https://a.example"), client);
    const document = of({ ...twice, parms: [...twice.parms, { name: "PROVIDER-ID", value: "two" }] });
    expect((await device.bootstrap(document, FILE)).accounts).toEqual(["one"]);
    const push = { contentType: TYPE, source: "push" } as const;
    const signed = { ...push, sec: "NETWPIN", mac: "84C8C970273CC32B63A24BFD4D1BEC4C06F06EFF" };
    await device.factoryReset();
    expect(await codeOf(device.bootstrap(FULL, signed))).toBe("done");
    expect(await codeOf(device.bootstrap(FULL, signed))).toBe("duplicate");
    const typed = { contentType: TYPE, sec: "USERPIN", mac: "D8F86F048322E5984760DC8469A89C67766FBA60" };
    const before = await contents(store, ["bootstrap:pin:"]);
    for (const pin of ["1", "2", "3"])
      expect(await codeOf(device.bootstrap(FULL, { ...typed, pin }))).toBe("mac-wrong");
    expect(await codeOf(device.bootstrap(FULL, { ...typed, pin: PIN }))).toBe("pin-exhausted");
    // Garbage whose MAC is wrong is not even looked at.
    expect(await codeOf(device.bootstrap(Uint8Array.of(9, 9, 9), { ...typed, pin: PIN }))).toBe("mac-wrong");
    expect(await contents(store, ["bootstrap:pin:"])).toBe(before);
  });
  it("of a known server take the place of its account, name and rights kept (cp-profile §7#3, §4.4#1)", async () => {
    const { client: device } = await bench();
    const document = (url: string) =>
      of(node("NAPDEF", { NAPID: "a" }), w7({ "PROVIDER-ID": "one", "TO-NAPID": "a" }, address(url), client));
    await device.bootstrap(document("https://a.example"), FILE);
    await device.tree.set("./DMAcc/1", "Get=*&Replace=one", { prop: "ACL" });
    await device.bootstrap(document("https://b.example"), FILE);
    expect((await device.tree.get("./DMAcc")).children).toEqual(["1"]);
    expect((await device.tree.get("./DMAcc/1", "ACL")).value).toBe("Get=*&Replace=one");
    expect((await device.tree.get("./DMAcc/1/AppAddr/1/Addr")).value).toBe("https://b.example");
    // The access point of the first document went with it.
    expect((await device.tree.get("./NAP")).children).toEqual(["N2"]);
    expect((await device.tree.get("./DMAcc/1/PrefConRef")).value).toBe("./NAP/N2");
  });
  it("of Windows servers keep their own parms (cp-profile §4.3#1–#9)", async () => {
    const { client: device } = await bench();
    const parms = {
      PROTOVER: "1.2",
      DEFAULTENCODING: "application/vnd.syncml.dm+wbxml",
      BACKCOMPATRETRYDISABLED: "",
      ROLE: "32",
    };
    await device.bootstrap(
      of(w7({ "PROVIDER-ID": "ms", ...parms, CRLCheck: "0" }, address("https://a.example"), client)),
      FILE,
    );
    const kept = await device.tree.list("./DMAcc/1/Ext/Microsoft", "StructData");
    const values =
      "nodes" in kept
        ? kept.nodes.flatMap(({ uri, value }) => (value === undefined ? [] : [`${uri.split("/").at(-1)}=${value}`]))
        : [];
    expect(values.sort()).toEqual([
      "BackCompatRetryDisabled=true",
      "DefaultEncoding=application/vnd.syncml.dm+wbxml",
      "ProtoVer=1.2",
      "Role=32",
    ]);
  });
});

it("a document is what its decoder says it is", () => {
  expect(decodeProvisioning(FULL).characteristics.map(({ type }) => type)).toEqual(["NAPDEF", "APPLICATION"]);
});

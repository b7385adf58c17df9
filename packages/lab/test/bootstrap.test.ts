import { decodeMessage, type Item } from "@oma-dm/codec/syncml";
import { decodeTnds, type TndsNode } from "@oma-dm/codec/tnds";
import { type BootstrapKey, bootstrapDocument, bootstrapKey, bootstrapMacHex, signBootstrap } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";

/** The message of bootstrap-push §7.4. */
const MESSAGE = Buffer.from(
  "03A4016A006D6C7103312E3200017203444D2F312E32000165033000015B033000016E5703494D45493A34393330303531303035393238303000010167570368747470733A2F2F646D2E6578616D706C652E636F6D2F000101016B454B03310001546E57032E2F496E626F780001015A0001470362696E000153036170706C69636174696F6E2F766E642E73796E636D6C2E646D746E64732B7762786D6C00010000014F0002607703312E3200016466034F70657261746F725800016F5C250175510375726E3A6F6D613A6D6F3A6F6D612D646D2D646D6163633A312E3000010101646603417070494400016F5C0B01756103746578742F706C61696E0001010176037737000101646603536572766572494400016F5C0B01756103746578742F706C61696E000101017603636F6D2E6D676D747372762E6D616E61676500010101010000010101120101",
  "hex",
);
const TEXT = Buffer.from("DM-BOOTSTRAP");
const IMSI = "262019876543210";
const NETWORKID: BootstrapKey = { sec: "NETWORKID", imsi: IMSI };
const USERPIN: BootstrapKey = { sec: "USERPIN", pin: "1234" };
const BOTH: BootstrapKey = { sec: "USERPIN_NETWORKID", pin: "1234", imsi: IMSI };

describe("MAC of bootstrap-push §8.6", () => {
  it.each([
    ["NETWORKID", MESSAGE, NETWORKID, "sha1", "93BC15258DD7D7139F6FE1CA4AD124E8C6DA6A9E"],
    ["NETWORKID", MESSAGE, NETWORKID, "sha256", "7332BEFA1C0A6656AB0FD936CC8600D25D9E40D799166E8DF3DB5F5CA8C39117"],
    ["USERPIN", MESSAGE, USERPIN, "sha1", "4F120F9614C4E7AD0CECD4FCF07BDDDD3C75D29D"],
    ["USERPIN", MESSAGE, USERPIN, "sha256", "231972DAFCD10FE70DB1F0C0CA691B173574BC4667258B7DF75FD5AE4140CC1A"],
    ["USERPIN_NETWORKID", MESSAGE, BOTH, "sha1", "77E56893CC8F1528BA4CCB5B479C2F2887F566BC"],
    ["USERPIN_NETWORKID", MESSAGE, BOTH, "sha256", "D2358EE265B17DD93F6EACFB5E8047A5F9CC4910545B687A06EA66A20C3D56A4"],
    ["an ASCII IMSI", MESSAGE, { ...NETWORKID, imsiForm: "ascii" }, "sha1", "2A658B9E519BC671A44C768D526ACF5F675B9958"],
    ["NETWORKID of a text", TEXT, NETWORKID, "sha1", "19BAE20D3DD2E8E26BA02627F96E0908A336DE25"],
    [
      "NETWORKID of a text",
      TEXT,
      NETWORKID,
      "sha256",
      "F9A05BC0AC10420ABC72EDCD712712D90883A9CD51B1DB034403D02493191A73",
    ],
    ["USERPIN of a text", TEXT, USERPIN, "sha1", "0CB6247BD606441C794530BF099DF54FEE2CA4C6"],
    ["USERPIN_NETWORKID of a text", TEXT, BOTH, "sha1", "DAE090D4DEB88BEB26368ECAE3501EF819B92798"],
  ] as const)("%s over %o with %o, %s", (_what, body, key, hash, mac) => {
    expect(bootstrapMacHex(body, key, hash)).toBe(mac);
  });

  it("keys with semi-octets, for an odd and an even count of digits (§8.3)", () => {
    expect(Buffer.from(bootstrapKey(NETWORKID)).toString("hex")).toBe("2926108967452301");
    const even: BootstrapKey = { sec: "NETWORKID", imsi: "26201987654321" };
    expect(Buffer.from(bootstrapKey(even)).toString("hex")).toBe("21261089674523f1");
    expect(() => bootstrapKey({ sec: "NETWORKID", imsi: "12a" })).toThrow(RangeError);
  });

  it("puts SEC and MAC into the Content-Type (§8.2)", () => {
    expect(signBootstrap(MESSAGE, NETWORKID).contentType).toBe(
      "application/vnd.syncml.dm+wbxml; SEC=NETWORKID; MAC=93BC15258DD7D7139F6FE1CA4AD124E8C6DA6A9E",
    );
  });
});

describe("bootstrap document of §7.2", () => {
  const account = {
    serverId: "com.example.lab",
    url: "https://dm.example.com/dm",
    deviceId: "IMEI:493005100592800",
    client: { name: "user", secret: "client secret", nonce: new Uint8Array([0, 255, 13]) },
    server: { name: "com.example.lab", secret: "server secret" },
    acl: "Get=com.example.lab&Replace=com.example.lab",
  } as const;

  it.each([
    ["inline", "bin", "application/vnd.syncml.dmtnds+wbxml"],
    ["opaque", "bin", "application/vnd.syncml.dmtnds+wbxml"],
    ["xml-cdata", "xml", "application/vnd.syncml.dmtnds+xml"],
  ] as const)("carries a whole DMAcc %s", (form, format, type) => {
    const { message, encoding } = decodeMessage(bootstrapDocument({ ...account, form }));
    expect(encoding).toBe("wbxml");
    expect(message.syncHdr).toMatchObject({ sessionId: "0", msgId: "0", target: { locUri: account.deviceId } });
    const [add] = message.syncBody.commands;
    const item: Item | undefined = add?.cmd === "Add" ? add.items[0] : undefined;
    expect(item?.target?.locUri).toBe("./Inbox");
    expect(item?.meta).toMatchObject({ format, type });
    const tree = decodeTnds(item?.data ?? "");
    expect(flat(tree.nodes)).toEqual({
      "Account/AppID": "w7",
      "Account/ServerID": "com.example.lab",
      "Account/Name": "com.example.lab",
      "Account/AppAddr/1/Addr": "https://dm.example.com/dm",
      "Account/AppAddr/1/AddrType": "URI",
      "Account/AAuthPref": "DIGEST",
      "Account/AppAuth/1/AAuthLevel": "CLCRED",
      "Account/AppAuth/1/AAuthType": "DIGEST",
      "Account/AppAuth/1/AAuthName": "user",
      "Account/AppAuth/1/AAuthSecret": "client secret",
      "Account/AppAuth/1/AAuthData": "AP8N",
      "Account/AppAuth/2/AAuthLevel": "SRVCRED",
      "Account/AppAuth/2/AAuthType": "DIGEST",
      "Account/AppAuth/2/AAuthName": "com.example.lab",
      "Account/AppAuth/2/AAuthSecret": "server secret",
    });
    expect(tree.nodes[0]?.rtProperties).toMatchObject({
      acl: account.acl,
      type: { ddfName: "urn:oma:mo:oma-dm-dmacc:1.0" },
    });
  });
});

function flat(nodes: readonly TndsNode[], path = ""): Record<string, string> {
  return Object.assign(
    {},
    ...nodes.map((node) =>
      node.value === undefined
        ? flat(node.nodes ?? [], `${path}${node.nodeName}/`)
        : { [path + node.nodeName]: String(node.value) },
    ),
  ) as Record<string, string>;
}

/** Credentials and bootstrap MACs (protocol §16, bootstrap-push §8.3, §8.6). */
import { utf8Hex } from "./notation.ts";
import type { MacRow, Row } from "./row.ts";

const BRUCE = { form: "credential", user: "Bruce2", secret: "OhBehave" } as const;
const md5 = (name: string, nextNonce: string, value: string, never?: string): Row => ({
  name: `md5 ${name}`,
  scheme: "md5",
  ...BRUCE,
  nextNonce,
  value,
  ...(never === undefined ? {} : { never }),
});

/** bootstrap-push §7.4. */
const BOOTSTRAP =
  "03A4016A006D6C7103312E3200017203444D2F312E32000165033000015B033000016E5703494D45493A34393330303531303035393238303000010167570368747470733A2F2F646D2E6578616D706C652E636F6D2F000101016B454B03310001546E57032E2F496E626F780001015A0001470362696E000153036170706C69636174696F6E2F766E642E73796E636D6C2E646D746E64732B7762786D6C00010000014F0002607703312E3200016466034F70657261746F725800016F5C250175510375726E3A6F6D613A6D6F3A6F6D612D646D2D646D6163633A312E3000010101646603417070494400016F5C0B01756103746578742F706C61696E0001010176037737000101646603536572766572494400016F5C0B01756103746578742F706C61696E000101017603636F6D2E6D676D747372762E6D616E61676500010101010000010101120101".toLowerCase();
const NETWORK_ID = "2926108967452301";
const PIN = utf8Hex("1234");

const mac = (name: string, algorithm: MacRow["algorithm"], key: string, body: string, value: string): Row => ({
  name: `MAC ${name}, ${algorithm}`,
  form: "mac",
  algorithm,
  key,
  body,
  value: value.toLowerCase(),
});
const SHORT = utf8Hex("DM-BOOTSTRAP");

export const CREDENTIALS: readonly Row[] = [
  { name: "basic", scheme: "basic", ...BRUCE, value: "QnJ1Y2UyOk9oQmVoYXZl" },
  { name: "what a verifier keeps", scheme: "user-digest", ...BRUCE, value: "PtEdr8lBQ45IbT1bZIkrOQ==" },
  md5("hashes the nonce, not its base64 text", "Tm9uY2U=", "Zz6EivR3yeaaENcRN6lpAQ==", "CmO/kTaDnxgwUdBvdtRh4A=="),
  md5("with a nonce of ten octets", "LG3iZQhhdmKNHg==", "LAK2i25Fh0nxxGGaAzRRpg=="),
  md5("with a nonce that holds NUL and line breaks", "AP8NCjor", "GqVzmsT21PgM12WMPdyngA=="),
  md5("with the default nonce", "AAAAAA==", "cnPI6nO9RgujiHU0y58kNA==", "/rEaWnNuFj+omqNv8Zls6w=="),
  md5("with an empty nonce", "", "lEf25jyjHbCcTbj4p/1pUw=="),
  {
    name: "md5 of a name and a secret outside ASCII",
    form: "credential",
    scheme: "md5",
    user: "Zoë",
    secret: "päss",
    nextNonce: "Tm9uY2U=",
    value: "2fI88tRcNVi0R39isQajkg==",
  },
  mac("NETWORKID", "sha1", NETWORK_ID, BOOTSTRAP, "93BC15258DD7D7139F6FE1CA4AD124E8C6DA6A9E"),
  mac("NETWORKID", "sha256", NETWORK_ID, BOOTSTRAP, "7332BEFA1C0A6656AB0FD936CC8600D25D9E40D799166E8DF3DB5F5CA8C39117"),
  mac("USERPIN", "sha1", PIN, BOOTSTRAP, "4F120F9614C4E7AD0CECD4FCF07BDDDD3C75D29D"),
  mac("USERPIN", "sha256", PIN, BOOTSTRAP, "231972DAFCD10FE70DB1F0C0CA691B173574BC4667258B7DF75FD5AE4140CC1A"),
  mac("USERPIN_NETWORKID", "sha1", `${PIN}3a${NETWORK_ID}`, BOOTSTRAP, "77E56893CC8F1528BA4CCB5B479C2F2887F566BC"),
  mac(
    "USERPIN_NETWORKID",
    "sha256",
    `${PIN}3a${NETWORK_ID}`,
    BOOTSTRAP,
    "D2358EE265B17DD93F6EACFB5E8047A5F9CC4910545B687A06EA66A20C3D56A4",
  ),
  mac("CP USERNETWPIN", "sha1", NETWORK_ID + PIN, BOOTSTRAP, "0A6E1B9130A8F6F75ED5D6FC82D1A25748EAD9E8"),
  mac("the IMSI as digits", "sha1", utf8Hex("262019876543210"), BOOTSTRAP, "2A658B9E519BC671A44C768D526ACF5F675B9958"),
  mac("NETWORKID of a short body", "sha1", NETWORK_ID, SHORT, "19BAE20D3DD2E8E26BA02627F96E0908A336DE25"),
  mac(
    "NETWORKID of a short body",
    "sha256",
    NETWORK_ID,
    SHORT,
    "F9A05BC0AC10420ABC72EDCD712712D90883A9CD51B1DB034403D02493191A73",
  ),
  mac("USERPIN of a short body", "sha1", PIN, SHORT, "0CB6247BD606441C794530BF099DF54FEE2CA4C6"),
  mac(
    "USERPIN_NETWORKID of a short body",
    "sha1",
    `${PIN}3a${NETWORK_ID}`,
    SHORT,
    "DAE090D4DEB88BEB26368ECAE3501EF819B92798",
  ),
  mac("CP USERNETWPIN of a short body", "sha1", NETWORK_ID + PIN, SHORT, "7BE79A5732DC17ACC53A3584E674637354B781DB"),
  { name: "an IMSI of 15 digits", form: "imsi", imsi: "262019876543210", hex: NETWORK_ID },
  { name: "an IMSI of 14 digits", form: "imsi", imsi: "26201987654321", hex: "21261089674523f1" },
  { name: "an IMSI that is empty", form: "imsi", imsi: "" },
  { name: "an IMSI of 16 digits", form: "imsi", imsi: "2620198765432101" },
  { name: "an IMSI with a letter", form: "imsi", imsi: "26201a" },
];

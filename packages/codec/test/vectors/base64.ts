/** Base64: exact out, lenient in (protocol §18#4). */
import { utf8Hex } from "./notation.ts";
import type { Row } from "./row.ts";

const exact = (text: string, hex: string): Row => ({
  name: `base64 "${text}"`,
  form: "base64",
  text,
  hex,
  exact: true,
});
const lenient = (name: string, text: string, content: string): Row => ({
  name: `base64 ${name}`,
  form: "base64",
  text,
  hex: utf8Hex(content),
});
const bad = (name: string, text: string): Row => ({ name: `base64 refuses ${name}`, form: "base64", text });

export const BASE64: readonly Row[] = [
  exact("", ""),
  exact("Zg==", utf8Hex("f")),
  exact("Zm8=", utf8Hex("fo")),
  exact("Zm9v", utf8Hex("foo")),
  exact("Zm9vYg==", utf8Hex("foob")),
  exact("AP8NCjor", "00ff0d0a3a2b"),
  exact("+/+/", "fbffbf"),
  lenient("without padding, one octet over", "Zg", "f"),
  lenient("without padding, two octets over", "Zm8", "fo"),
  lenient("with half its padding", "Zg=", "f"),
  lenient("over several lines", "Zm9v\r\nYmFy\r\n", "foobar"),
  lenient("with white space anywhere", " Z m\t9\nv ", "foo"),
  bad("one digit", "Z"),
  bad("five digits", "Zm9vY"),
  bad("the digits of URLs", "-_-_"),
  bad("a digit outside ASCII", "Zm9é"),
  bad("padding in the middle", "Zg==Zg=="),
  bad("other text", "not base64!"),
];

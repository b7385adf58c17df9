/** The seven-bit alphabet of an alphanumeric sender (bootstrap-push §4.5#2). Clause: 3GPP TS 23.038 §6.2.1. */
const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/** `count` characters of seven bits each, the first in the low bits of the first octet. */
export function unpackSeptets(octets: Uint8Array, count: number): string {
  let text = "";
  for (let index = 0; index < count; index++) {
    const bit = index * 7;
    const pair = octets[bit >> 3]! | ((octets[(bit >> 3) + 1] ?? 0) << 8);
    text += GSM[(pair >> (bit & 7)) & 0x7f]!;
  }
  return text;
}

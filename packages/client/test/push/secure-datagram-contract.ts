/** What every security layer of the secure push port does (decisions D18, bootstrap-push §5#4). */
import type { SecureDatagram } from "@oma-dm/client";
import { expect, it } from "vitest";

export interface SecurePeer {
  readonly layer: SecureDatagram;
  /** What a sender with the right keys makes of a PDU; each time another datagram. */
  wrap(pdu: Uint8Array): Uint8Array;
  /** The same by a sender with other keys. */
  forge(pdu: Uint8Array): Uint8Array;
}

const FROM = { address: "127.0.0.1", port: 9200 };
const PDU = Uint8Array.from({ length: 60 }, (_, index) => index);

export function secureDatagramContract(make: () => SecurePeer): void {
  it("gives back what was wrapped", () => {
    const { layer, wrap } = make();
    expect(layer.open(wrap(PDU), FROM)).toEqual(PDU);
  });
  it("takes nothing that is plain", () => {
    const { layer } = make();
    for (const plain of [PDU, new Uint8Array(), Uint8Array.of(1, 6, 3, 0xc4, 0xaf, 0x87)]) {
      expect(layer.open(plain, FROM)).toBeUndefined();
    }
  });
  it("takes nothing made with other keys", () => {
    const { layer, forge } = make();
    expect(layer.open(forge(PDU), FROM)).toBeUndefined();
  });
  it("takes nothing that was changed, cut or lengthened", () => {
    const { layer, wrap } = make();
    const whole = wrap(PDU);
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.map((octet, index) => (index === at ? octet ^ 1 : octet));
      expect(layer.open(changed, FROM)).toBeUndefined();
      expect(layer.open(whole.subarray(0, at), FROM)).toBeUndefined();
    }
    expect(layer.open(Uint8Array.of(...whole, 0), FROM)).toBeUndefined();
  });
  it("takes nothing twice", () => {
    const { layer, wrap } = make();
    const once = wrap(PDU);
    expect(layer.open(once, FROM)).toEqual(PDU);
    expect(layer.open(once, FROM)).toBeUndefined();
  });
}

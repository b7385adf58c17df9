/** A security layer for tests: AES-GCM with a shared key and a counter. It is no WTLS and no advice. */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import type { SecurePeer } from "./secure-datagram-contract.ts";

export function sealedDatagrams(secret = "shared"): SecurePeer {
  const keyOf = (text: string): Buffer => createHash("sha256").update(text).digest();
  let sent = 0;
  let seen = 0;
  const seal = (pdu: Uint8Array, key: Buffer): Uint8Array => {
    const iv = Buffer.alloc(12);
    iv.writeUInt32BE(++sent, 8);
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    return Uint8Array.from(Buffer.concat([iv, cipher.update(pdu), cipher.final(), cipher.getAuthTag()]));
  };
  return {
    layer: {
      open: (datagram) => {
        if (datagram.length < 28) return undefined;
        const iv = Buffer.from(datagram.subarray(0, 12));
        const counter = iv.readUInt32BE(8);
        try {
          const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), iv);
          decipher.setAuthTag(datagram.subarray(-16));
          const pdu = Buffer.concat([decipher.update(datagram.subarray(12, -16)), decipher.final()]);
          if (counter <= seen) return undefined;
          seen = counter;
          return Uint8Array.from(pdu);
        } catch {
          return undefined;
        }
      },
    },
    wrap: (pdu) => seal(pdu, keyOf(secret)),
    forge: (pdu) => seal(pdu, keyOf(`not ${secret}`)),
  };
}

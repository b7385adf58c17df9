/** A server checks a device's MD5 credential, and computes the MAC of a bootstrap document. */
import { bootstrapMac, decodeBase64, imsiOctets, md5Credential, md5UserDigest, sameDigest } from "@oma-dm/codec/auth";

// NextNonce travels as base64; the digest is over what it stands for.
const nonce = decodeBase64("Tm9uY2U=");
const received = "Zz6EivR3yeaaENcRN6lpAQ==";
console.log("kept of the password:", md5UserDigest("Bruce2", "OhBehave"));
console.log("credential fits:", sameDigest(received, md5Credential("Bruce2", "OhBehave", nonce)));
console.log("with another nonce:", sameDigest(received, md5Credential("Bruce2", "OhBehave", new Uint8Array(4))));

const document = new TextEncoder().encode("DM-BOOTSTRAP");
const mac = bootstrapMac("sha1", imsiOctets("262019876543210"), document);
console.log("NETWORKID MAC:", Buffer.from(mac).toString("hex"));

// Prints:
// kept of the password: PtEdr8lBQ45IbT1bZIkrOQ==
// credential fits: true
// with another nonce: false
// NETWORKID MAC: 19bae20d3dd2e8e26ba02627f96e0908a336de25

/** From a card's data object directory to the file with its bootstrap document. */
import { DM_BOOTSTRAP_OID, decodeDataObjects, decodeIccid } from "@oma-dm/codec/uicc";

const hex = (text) => Uint8Array.from(text.match(/../g), (octet) => Number.parseInt(octet, 16));

const directory = hex("a11630003000a110300e06060604672b0701300404026433");
for (const { files, index } of decodeDataObjects(directory, DM_BOOTSTRAP_OID)) {
  console.log("file", files.map((id) => id.toString(16)).join("/"), "from octet", index);
}
console.log("card", decodeIccid(hex("98101430121181157002")));

// Prints:
// file 6433 from octet 0
// card 89014103211118510720

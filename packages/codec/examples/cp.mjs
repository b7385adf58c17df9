/** A provisioning document, as operators send it, read for the servers it brings. */
import { decodeProvisioning, encodeProvisioning } from "@oma-dm/codec/cp";

const value = ({ parms }, name) => parms.find((parm) => parm.name === name)?.value;

const document = encodeProvisioning({
  version: "1.1",
  characteristics: [
    {
      type: "APPLICATION",
      parms: [
        { name: "APPID", value: "w7" },
        { name: "PROVIDER-ID", value: "com.example.dm" },
        { name: "ADDR", value: "https://dm.example/dm" },
      ],
      characteristics: [],
    },
  ],
});
console.log(document.length, "bytes of WBXML");

for (const application of decodeProvisioning(document).characteristics) {
  console.log(application.type, value(application, "PROVIDER-ID"), value(application, "ADDR"));
}

// Prints:
// 84 bytes of WBXML
// APPLICATION com.example.dm https://dm.example/dm

/**
 * The server of the loopback figure, a process of its own: `/dm` answers DM sessions with MD5 both ways, `/bare` any
 * POST with as many bytes as the query asks for. Prints its port.
 */
import { createServer } from "node:http";
import { md5Credential } from "@oma-dm/codec/auth";
import { decodeMessage, encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { CREDENTIAL, serverMessage } from "./sessions.mjs";

const { name, secret } = CREDENTIAL;
const base64 = (data) => Buffer.from(data).toString("base64");
const format = { format: "b64", type: "syncml:auth-md5" };
/** What the client wants the next credential of ours to be made with. */
let nonce = CREDENTIAL.nonce;
let issued = 0;

function answer(bytes, url) {
  const { syncHdr, syncBody } = decodeMessage(bytes).message;
  for (const command of syncBody.commands) {
    if (command.cmd === "Status" && command.chal !== undefined)
      nonce = Buffer.from(command.chal.meta.nextNonce, "base64");
  }
  if (syncHdr.msgId !== "1") return serverMessage(2, url);
  issued += 1;
  const cred = { meta: format, data: md5Credential(name, secret, nonce) };
  return serverMessage(1, url, { cred, chal: { meta: { ...format, nextNonce: base64(`nonce ${issued}`) } } });
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const [path, bytes] = request.url.split("?");
  const body =
    path === "/bare"
      ? Buffer.alloc(Number(bytes), "x")
      : encodeMessage(answer(Buffer.concat(parts), `http://${request.headers.host}/dm`), "wbxml");
  response.writeHead(200, { "content-type": MEDIA_TYPES.syncml.wbxml, "content-length": body.length });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("disconnect", () => process.exit());

/**
 * A client somebody else might have written: text, regular expressions and node:http, nothing of ours. It knows a flat
 * tree, Get, Replace, Add, Delete and Exec of nothing, MD5 and XML; and it is wrong about one thing: the Status of a Delete
 * of something that is not there says 200.
 *
 *   node foreign-client.mjs URL SESSIONS
 */
import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";

const [url, sessions] = [process.argv[2], Number(process.argv[3])];
const DEVICE = "IMEI:350000000000017";
const ME = { name: "foreign", secret: "foreign-secret-3318" };
const SERVER = { name: "judge", secret: "judge-secret-7745" };
const tree = { DevId: DEVICE, Man: "Foreign & Sons", Mod: "F-1", DmV: "1.2", Lang: "en-GB" };
let nonce = "";
let serverNonce = "";

const md5 = (bytes) => createHash("md5").update(bytes).digest("base64");
const digest = ({ name, secret }, with_) =>
  md5(Buffer.concat([Buffer.from(`${md5(`${name}:${secret}`)}:`), Buffer.from(with_, "base64")]));
const escaped = (text) => text.replace(/[&<>]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[char]);
const one = (xml, name) => new RegExp(`<${name}(?: [^>]*)?>(.*?)</${name}>`, "s").exec(xml)?.[1];
const META = '<Meta><Format xmlns="syncml:metinf">chr</Format><Type xmlns="syncml:metinf">text/plain</Type></Meta>';

function message({ session, msgId, target, body, cred }) {
  const shown = cred
    ? `<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type></Meta><Data>${digest(ME, nonce)}</Data></Cred>`
    : "";
  return (
    `<?xml version="1.0"?><SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>` +
    `<SessionID>${session}</SessionID><MsgID>${msgId}</MsgID><Target><LocURI>${escaped(target)}</LocURI></Target>` +
    `<Source><LocURI>${DEVICE}</LocURI><LocName>${ME.name}</LocName></Source>${shown}` +
    `<Meta><MaxMsgSize xmlns="syncml:metinf">20000</MaxMsgSize></Meta></SyncHdr><SyncBody>${body}</SyncBody></SyncML>`
  );
}

function post(text) {
  const headers = {
    "content-type": "application/vnd.syncml.dm+xml",
    accept: "application/vnd.syncml.dm+xml",
    "accept-charset": "utf-8",
    "cache-control": "no-store",
    "user-agent": "foreign/1",
    "content-length": Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers, agent: false }, (answer) => {
      let read = "";
      answer.setEncoding("utf8").on("data", (part) => {
        read += part;
      });
      answer.on("end", () => resolve(answer.statusCode === 200 ? read : ""));
    });
    sent.on("error", reject).end(text);
  });
}

/** What a command comes to: a Status, and the value of a Get. */
function run(cmd, uri) {
  const leaf = /^(?:\.\/)?DevInfo\/(\w+)$/.exec(uri)?.[1];
  const there = leaf !== undefined && tree[leaf] !== undefined;
  if (cmd === "Get" && /^(?:\.\/)?DevInfo$/.test(uri)) return [200, Object.keys(tree).join("/"), "node"];
  if (cmd === "Get") return there ? [200, tree[leaf], "chr"] : [/[?]/.test(uri) ? 406 : 404];
  if (cmd === "Delete") return there ? [405] : [200];
  return [there ? 405 : 404];
}

async function manage(session) {
  const items = Object.entries(tree).map(
    ([name, value]) =>
      `<Item><Source><LocURI>./DevInfo/${name}</LocURI></Source>${META}<Data>${escaped(value)}</Data></Item>`,
  );
  const opening = (from) =>
    `<Alert><CmdID>${from}</CmdID><Data>1201</Data></Alert><Replace><CmdID>${from + 1}</CmdID>${items.join("")}</Replace><Final/>`;
  let [msgId, cred, body, trusted] = [1, nonce !== "", opening(1), false];
  for (let round = 0; round < 20; round++) {
    const answer = await post(message({ session, msgId, target: url, body, cred }));
    if (answer === "") return;
    const theirs = one(answer, "MsgID");
    const header = /<Status>(?:(?!<\/Status>)[\s\S])*<CmdRef>0<[\s\S]*?<\/Status>/.exec(answer)?.[0] ?? "";
    const code = one(header.replace(/<Chal>[\s\S]*<\/Chal>/, ""), "Data");
    nonce = one(header, "NextNonce") ?? nonce;
    const shown = one(/<SyncHdr>[\s\S]*?<\/SyncHdr>/.exec(answer)?.[0] ?? "", "Cred");
    if (shown !== undefined) trusted ||= serverNonce !== "" && one(shown, "Data") === digest(SERVER, serverNonce);
    msgId += 1;
    const chal = () => {
      serverNonce = randomBytes(18).toString("base64");
      return `<Chal><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type><NextNonce xmlns="syncml:metinf">${serverNonce}</NextNonce></Meta></Chal>`;
    };
    const ours = (data, more = "") =>
      `<Status><CmdID>1</CmdID><MsgRef>${theirs}</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd>${more}<Data>${data}</Data></Status>`;
    if (code === "401" || code === "407") {
      if (cred && msgId > 3) return;
      [cred, body] = [true, ours(trusted ? 200 : 407, trusted ? "" : chal()) + opening(2)];
      continue;
    }
    cred = false;
    const commands = [
      ...answer.matchAll(/<(Get|Replace|Add|Delete|Exec|Alert)><CmdID>(\w+)<\/CmdID>([\s\S]*?)<\/\1>/g),
    ];
    if (commands.length === 0 || one(answer, "Data") === "1223") return;
    let out = trusted ? ours(212, chal()) : ours(shown === undefined ? 407 : 401, chal());
    let id = 2;
    for (const [, cmd, ref, inside] of commands) {
      const uris = [...inside.matchAll(/<Target><LocURI>([^<]*)<\/LocURI>/g)].map(([, uri]) => uri);
      for (const uri of uris.length === 0 ? [""] : uris) {
        const [status, value, format] = trusted
          ? cmd === "Alert"
            ? [inside.includes("1222") ? 200 : 406]
            : run(cmd, uri)
          : [401];
        out += `<Status><CmdID>${id++}</CmdID><MsgRef>${theirs}</MsgRef><CmdRef>${ref}</CmdRef><Cmd>${cmd}</Cmd>${uri === "" ? "" : `<TargetRef>${uri}</TargetRef>`}<Data>${status}</Data></Status>`;
        if (value !== undefined)
          out += `<Results><CmdID>${id++}</CmdID><MsgRef>${theirs}</MsgRef><CmdRef>${ref}</CmdRef><Item><Source><LocURI>${uri}</LocURI></Source>${META.replace("chr", format)}<Data>${escaped(value)}</Data></Item></Results>`;
      }
    }
    body = answer.includes("<Final") ? `${out}<Final/>` : `${out}<Alert><CmdID>${id}</CmdID><Data>1222</Data></Alert>`;
  }
}

let failures = 0;
for (let session = 1; session <= sessions && failures < 20; session++) {
  // Whoever is not answered twenty times in a row goes home.
  failures = await manage(session.toString(16).toUpperCase()).then(
    () => 0,
    () => failures + 1,
  );
  await new Promise((resolve) => setTimeout(resolve, 40));
}

/** Kannel as push proxy gateway and SMS gateway, its configuration made on the spot. */
import { writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { PORTS } from "./ports.mjs";
import { listens, start, until } from "./programs.mjs";

function configuration(folder) {
  return `
group = core
admin-port = ${PORTS.bearerboxAdmin}
admin-interface = 127.0.0.1
smsbox-port = ${PORTS.bearerboxSms}
wapbox-port = ${PORTS.bearerboxWap}
admin-password = labonly
status-password = labonly
log-file = "${join(folder, "bearerbox.log")}"
log-level = 1
box-allow-ip = "127.0.0.1"
wdp-interface-name = "127.0.0.1"

group = wapbox
bearerbox-host = 127.0.0.1
log-file = "${join(folder, "wapbox.log")}"
log-level = 1
syslog-level = none

group = ppg
ppg-url = /wappush
ppg-port = ${PORTS.ppg}
concurrent-pushes = 10
users = 16
trusted-pi = true
service-name = ppg
global-sender = 12345

group = smsc
smsc = http
smsc-id = sink
system-type = kannel
port = ${PORTS.smscOfBearerbox}
smsc-username = u
smsc-password = p
send-url = "http://127.0.0.1:${PORTS.sink}/sendsms"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${PORTS.sendsms}
sendsms-interface = 127.0.0.1
log-file = "${join(folder, "smsbox.log")}"
log-level = 1

group = sendsms-user
username = tester
password = foobar
concatenation = true
max-messages = 10
`;
}

export async function startKannel(folder, { sms = false } = {}) {
  const file = join(folder, "kannel.conf");
  writeFileSync(file, configuration(folder));
  start("bearerbox", [file], { cwd: folder });
  await until("bearerbox", () => listens(PORTS.bearerboxWap));
  start("wapbox", [file], { cwd: folder });
  await until("the push proxy gateway", () => listens(PORTS.ppg));
  if (!sms) return;
  start("smsbox", [file], { cwd: folder });
  await until("smsbox", () => listens(PORTS.sendsms));
}

/** A push initiator: the message and where it goes, as PAP has it. Resolves to the gateway's code: 1001 is accepted. */
export function pap({ to, contentType, applicationId, data, bearer }) {
  const quality =
    bearer === "SMS"
      ? '<quality-of-service priority="high" delivery-method="unconfirmed" network-required="true" network="GSM" bearer-required="true" bearer="SMS"/>'
      : "";
  const control =
    '<?xml version="1.0"?>\r\n<!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 1.0//EN" "http://www.wapforum.org/DTD/pap_1.0.dtd">\r\n' +
    `<pap product-name="lab"><push-message push-id="${Date.now()}@lab"><address address-value="${to}"></address>${quality}</push-message></pap>`;
  const boundary = "lab-boundary-1";
  const application = applicationId === undefined ? "" : `X-WAP-Application-Id: ${applicationId}\r\n`;
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/xml\r\n\r\n${control}\r\n`),
    Buffer.from(`--${boundary}\r\nContent-Type: ${contentType}\r\n${application}\r\n`),
    data,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return post(PORTS.ppg, "/wappush", body, {
    "Content-Type": `multipart/related; boundary=${boundary}; type="application/xml"`,
  }).then(({ text }) => /response-result code ="(\d+)"/.exec(text)?.[1] ?? text);
}

function post(port, path, body, headers) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, path, method: "POST", headers: { ...headers, "Content-Length": body.length } },
      (answer) => {
        let text = "";
        answer.on("data", (data) => {
          text += data;
        });
        answer.on("end", () => resolve({ status: answer.statusCode, text }));
      },
    );
    outgoing.on("error", reject).end(body);
  });
}

const percent = (octets) => Array.from(octets, (octet) => `%${octet.toString(16).padStart(2, "0")}`).join("");

/** Any user data through smsbox, header and all. */
export async function sendRaw(udh, text, to = "358401234567") {
  const query = `username=tester&password=foobar&from=12345&to=${to}&coding=1&udh=${percent(udh)}&text=${percent(text)}`;
  const answer = await fetch(`http://127.0.0.1:${PORTS.sendsms}/cgi-bin/sendsms?${query}`);
  return answer.status;
}

/** What stands where the operator's SMS centre would: each message Kannel sends, as its header and the rest. */
export async function startSink(take) {
  const server = createServer((incoming, response) => {
    const fields = new Map(
      (incoming.url.split("?")[1] ?? "").split("&").map((field) => {
        const [name, value = ""] = field.split("=");
        return [name, unescapeOctets(value)];
      }),
    );
    take(fields.get("udh") ?? Buffer.alloc(0), fields.get("text") ?? Buffer.alloc(0));
    response.writeHead(202, { "Content-Type": "text/plain" }).end("0: Accepted for delivery");
  });
  await new Promise((resolve) => server.listen(PORTS.sink, "127.0.0.1", resolve));
  return server;
}

/** They are octets, not UTF-8. */
function unescapeOctets(text) {
  const raw = text
    .replace(/\+/g, " ")
    .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(raw, "latin1");
}

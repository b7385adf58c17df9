/**
 * One way from a server to the device through other people's gateways, from end to end. Runs in a network namespace of
 * its own and prints what happened as a line of JSON.
 *
 *   unshare -mn node scenario.mjs NAME FOLDER
 */
import { join } from "node:path";
import { DeviceClient } from "@oma-dm/client";
import { encodeNotification12, encodeNotification13 } from "@oma-dm/codec/notification";
import { decodeUserData, encodeSmsDeliver, splitUserData } from "@oma-dm/codec/sms";
import { encodePush, parseContentType } from "@oma-dm/codec/wsp";
import { bootstrapDocument, end, expectPackage1, script, signBootstrap, startLab } from "@oma-dm/lab";
import { startModem } from "./fake-modem.mjs";
import { pap, sendRaw, startKannel, startSink } from "./kannel.mjs";
import { startBus, startOfono } from "./ofono.mjs";
import { PORTS } from "./ports.mjs";
import { run, start, stopAll, until } from "./programs.mjs";
import { startSmstools } from "./smstools.mjs";

const [name, folder] = process.argv.slice(2);
const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" };
const IMSI = "262019876543210";
const CLIENT = { name: "gw-1", secret: "client-pass-7", nonce: Buffer.from("client-nonce-1") };
const SERVER = { name: "com.example.dm", secret: "server-pass-9", nonce: Buffer.from("server-nonce-1") };
const KEY = { name: SERVER.name, secret: SERVER.secret, nonce: SERVER.nonce };
const DM = "x-wap-application:syncml.dm";
const UDP = "WAPPUSH=127.0.0.1/TYPE=IPv4@ppg.lab";
const PHONE = "WAPPUSH=+358401234567/TYPE=PLMN@ppg.lab";

const HINTS = { uiMode: "background", initiator: "server", sessionId: 0x1a, serverId: SERVER.name };
const knock12 = (over = {}) =>
  encodeNotification12({ version: 11, futureUse: 0, vendorData: new Uint8Array(), ...HINTS, ...over }, KEY);
const knock13 = () =>
  encodeNotification13(
    {
      version: 1,
      reserved: 0,
      timestamp: Math.floor(Date.now() / 1000),
      timeoutDays: 1,
      targetedMos: [],
      requestedMos: [],
      preferredBearers: [1],
      unknownOptions: [],
      ...HINTS,
    },
    KEY,
  );
const push = (contentType, data) =>
  encodePush({
    transactionId: 1,
    confirmed: false,
    contentType: parseContentType(contentType),
    headers: [{ name: "X-Wap-Application-Id", value: DM }],
    data,
  });

async function world({ alert = 1200, bootstrapped = true } = {}) {
  const auth = { requireAuth: "md5", serverAuth: "md5" };
  const lab = await startLab({
    accounts: [{ client: CLIENT, server: SERVER }],
    script: script("knocked", auth, expectPackage1({ alert }), end()),
  });
  const device = await DeviceClient.open({ device: DEVICE, bootstrap: { imsi: IMSI } });
  const account = { serverId: SERVER.name, url: lab.url, deviceId: DEVICE.devId, client: CLIENT, server: SERVER };
  const document = bootstrapDocument(account);
  if (bootstrapped) await device.bootstrap(document, { allowUnsigned: true });
  return { lab, device, document };
}

/** The operator's network: what Kannel sends, or what is sent past it, arrives at the modem. */
async function mobileNetwork(options) {
  const modem = await startModem(PORTS.modem, options);
  const pdus = [];
  await startSink((udh, text) => {
    const userData = decodeUserData(Buffer.concat([udh, text]));
    const pdu = encodeSmsDeliver({ originator: "+358501234567", timestamp: Date.now(), userData });
    pdus.push(Buffer.from(pdu).toString("hex"));
    modem.receive(pdu);
  });
  return { pdus };
}

const SCENARIOS = {
  /** Kannel's push proxy gateway → UDP → session. */
  async udp() {
    const { lab, device } = await world();
    await device.listen({ wapPush: {} });
    const capture = join(folder, "udp.pcap");
    const tshark = start("tshark", ["-i", "lo", "-f", "udp port 2948", "-c", "1", "-w", capture]);
    await until("tshark", () => tshark.output.includes("Capturing on"));
    await startKannel(folder);
    const contentType = "application/vnd.syncml.notification";
    const code = await pap({ to: UDP, contentType, applicationId: DM, data: knock12() });
    const session = await lab.ended();
    await until("the capture", () => tshark.child.exitCode !== null);
    return { code, session, statistics: device.pushStatistics(), capture };
  },
  /** The same with a 1.3 notification. */
  async udp13() {
    const { lab, device } = await world();
    await device.listen({ wapPush: {} });
    await startKannel(folder);
    const contentType = "application/vnd.syncml.dm.notification";
    const code = await pap({ to: UDP, contentType, applicationId: DM, data: knock13() });
    return { code, session: await lab.ended(), statistics: device.pushStatistics() };
  },
  /** Kannel's push proxy gateway → SMS → smstools → session. */
  async sms() {
    const { lab, device } = await world();
    const network = await mobileNetwork();
    const spool = await startSmstools(folder, PORTS.modem);
    await device.listen({ sms: { spool } });
    await startKannel(folder);
    const contentType = "application/vnd.syncml.notification";
    const code = await pap({ to: PHONE, contentType, applicationId: DM, data: knock12(), bearer: "SMS" });
    return { code, session: await lab.ended(), pdus: network.pdus, statistics: device.pushStatistics() };
  },
  /** A secured bootstrap, which the gateway would spoil, as raw user data → SMS in parts → smstools → account → session. */
  async bootstrap() {
    const { lab, device, document } = await world({ alert: 1201, bootstrapped: false });
    const network = await mobileNetwork();
    const spool = await startSmstools(folder, PORTS.modem);
    await device.listen({ sms: { spool } });
    await startKannel(folder, { sms: true });
    const { bytes, contentType } = signBootstrap(document, { sec: "NETWORKID", imsi: IMSI });
    const pdu = push(contentType, bytes);
    for (const part of splitUserData(pdu, { destination: 2948, source: 9200 }, { reference: 7 })) {
      const length = part[0] + 1;
      await sendRaw(part.subarray(0, length), part.subarray(length));
    }
    const session = await lab.ended();
    return { accounts: device.accounts(), session, pdus: network.pdus, statistics: device.pushStatistics() };
  },
  /** Kannel → SMS in parts → oFono → D-Bus → session. */
  async ofono() {
    const { lab, device } = await world();
    const network = await mobileNetwork({ echo: false });
    const bus = await startBus(folder);
    await startOfono(folder, bus, PORTS.modem);
    const { listeners } = await device.listen({ sms: { ofono: { bus } } });
    await startKannel(folder);
    const contentType = "application/vnd.syncml.notification";
    const data = knock12({ vendorData: new Uint8Array(150) });
    await until("oFono's agent", () => listeners[0].isReady());
    const code = await pap({ to: PHONE, contentType, applicationId: DM, data, bearer: "SMS" });
    return { code, session: await lab.ended(), pdus: network.pdus, statistics: device.pushStatistics() };
  },
};

run("ip", ["link", "set", "lo", "up"]);
let status = 0;
try {
  console.log(JSON.stringify(await SCENARIOS[name]()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  status = 1;
}
await stopAll();
process.exit(status);

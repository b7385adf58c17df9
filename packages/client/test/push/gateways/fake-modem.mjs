/**
 * A GSM modem as far as smstools and oFono want one: AT commands over TCP, messages on its SIM as PDUs.
 * What it answers is a table; what it does not know, it answers OK.
 */
import { createServer } from "node:net";

/** Octets of the TPDU: without the service centre in front. */
const tpduLength = (pdu) => pdu.length / 2 - 1 - Number.parseInt(pdu.slice(0, 2), 16);

// biome-ignore format: one command a line
const ANSWERS = {
  "+CGMI": ["FakeCo"], "+GMI": ["FakeCo"], "+CGMM": ["FakeModem"], "+GMM": ["FakeModem"], "+CGMR": ["1.0"], "+GMR": ["1.0"],
  "+CGSN": ["004999010640000"], "+GSN": ["004999010640000"], "+CIMI": ["001010123456789"],
  "+CPIN?": ["+CPIN: READY"], "+CREG?": ["+CREG: 0,1"], "+CREG=?": ["+CREG: (0-2)"], "+CGREG?": ["+CGREG: 0,1"],
  "+COPS?": ['+COPS: 0,0,"LAB",0'], "+CSQ": ["+CSQ: 20,99"], "+CSCA?": ['+CSCA: "+358501234567",145'],
  "+CSCS?": ['+CSCS: "GSM"'], "+CSCS=?": ['+CSCS: ("GSM","IRA","HEX","UCS2")'],
  "+CMGF=?": ["+CMGF: (0)"], "+CMGF?": ["+CMGF: 0"],
  "+CNMI=?": ["+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)"], "+CNMI?": ["+CNMI: 2,1,0,0,0"],
  "+CSMS=?": ["+CSMS: (0,1)"], "+CSMS?": ["+CSMS: 0,1,1,1"], "+CSMS=1": ["+CSMS: 1,1,1"], "+CSMS=0": ["+CSMS: 1,1,1"],
  "+CPMS=?": ['+CPMS: ("SM"),("SM"),("SM")'], "+CFUN?": ["+CFUN: 1"], "+CFUN=?": ["+CFUN: (0,1,4)"],
  '+CLCK="SC",2': ["+CLCK: 0"], "+CBC": ["+CBC: 0,100"], "+CPAS": ["+CPAS: 0"], "+GCAP": ["+GCAP: +CGSM"],
  "+CGCAP": ["+GCAP: +CGSM"], "+CNUM": [], "+CMEE?": ["+CMEE: 1"], "+CGMM=?": [],
};

/** Files of the SIM that oFono asks for, by number. */
const SIM_FILES = { 12258: "98101430121181157002", 28589: "00000002", 28599: "", 28590: "03", 28421: "656E" };

function simFile([command, id]) {
  const data = SIM_FILES[id];
  if (data === undefined) return ["+CRSM: 148,4", "OK"];
  if (command === 192) {
    const size = (data.length / 2).toString(16).padStart(4, "0");
    return [`+CRSM: 144,0,"0000${size}${id.toString(16).toUpperCase().padStart(4, "0")}04000FF0FF01020000"`, "OK"];
  }
  return command === 176 ? [`+CRSM: 144,0,"${data}"`, "OK"] : ["+CRSM: 148,4", "OK"];
}

/** `echo`: what is sent is sent back, as modems do until told otherwise. */
export async function startModem(port, { echo = true } = {}) {
  const messages = [];
  const lines = new Set();
  let announces = false;
  const count = () => messages.filter(Boolean).length;
  const memory = () => `${count()},50`;

  const command = (text) => {
    const upper = text.toUpperCase();
    if (upper === "+CPMS?") return [`+CPMS: "SM",${memory()},"SM",${memory()},"SM",${memory()}`, "OK"];
    if (upper.startsWith("+CPMS=") && !upper.endsWith("?")) return [`+CPMS: ${memory()},${memory()},${memory()}`, "OK"];
    if (upper === "+CMGD=?") {
      const used = messages.flatMap((message, index) => (message ? [index + 1] : []));
      return [`+CMGD: (${used.join(",")}),(0-4)`, "OK"];
    }
    if (ANSWERS[upper] !== undefined) return [...ANSWERS[upper], "OK"];
    if (upper.startsWith("+CRSM=")) return simFile(upper.slice(6).split(",").map(Number));
    if (upper.startsWith("+CNMI=")) {
      announces = true;
      return ["OK"];
    }
    if (/^\+CMGL(?:=\d)?$/.test(upper)) {
      const all = messages.flatMap((message, index) => {
        if (message === undefined) return [];
        const head = `+CMGL: ${index + 1},${message.read ? 1 : 0},,${tpduLength(message.pdu)}`;
        message.read = true;
        return [head, message.pdu];
      });
      return [...all, "OK"];
    }
    const [, read] = /^\+CMGR=(\d+)$/.exec(upper) ?? [];
    if (read !== undefined) {
      const message = messages[read - 1];
      return message
        ? [`+CMGR: ${message.read ? 1 : 0},,${tpduLength(message.pdu)}`, message.pdu, "OK"]
        : ["+CMS ERROR: 321"];
    }
    const [, removed] = /^\+CMGD=(\d+)/.exec(upper) ?? [];
    if (removed !== undefined) {
      messages[removed - 1] = undefined;
      return ["OK"];
    }
    return upper.endsWith("?") ? ["ERROR"] : ["OK"];
  };

  const server = createServer((socket) => {
    let isEchoing = echo;
    let buffer = "";
    lines.add(socket);
    socket.on("close", () => lines.delete(socket)).on("error", () => undefined);
    socket.on("data", (data) => {
      buffer += data.toString("latin1");
      for (let end = buffer.search(/[\r\n\x1a]/); end >= 0; end = buffer.search(/[\r\n\x1a]/)) {
        const line = buffer.slice(0, end).trim();
        buffer = buffer.slice(end + 1);
        if (line === "") continue;
        if (isEchoing) socket.write(`${line}\r`);
        if (!/^at/i.test(line)) continue;
        if (/^at(?:e1|z)/i.test(line)) isEchoing = true;
        if (/^ate0/i.test(line)) isEchoing = false;
        const rest = line.slice(2).replace(/^(?:E[01]|Z|V1|&F|Q0|X4|S0=0|&C1|&D2|\^?)+;?/i, "");
        const answer = rest === "" ? ["OK"] : command(rest);
        const last = answer.pop();
        // A PDU follows its head without an empty line between them.
        const body = answer.map((each) => (/^[0-9A-F]{40,}$/.test(each) ? `${each}\r\n` : `\r\n${each}\r\n`));
        socket.write(`${body.join("")}\r\n${last}\r\n`);
      }
    });
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    /** A message arrives: an SMS-DELIVER behind an address of a service centre that says nothing. */
    receive(tpdu) {
      const pdu = `00${Buffer.from(tpdu).toString("hex").toUpperCase()}`;
      messages.push({ pdu, read: false });
      if (announces) for (const socket of lines) socket.write(`\r\n+CMTI: "SM",${messages.length}\r\n`);
    },
    get stored() {
      return count();
    },
    close() {
      for (const socket of lines) socket.destroy();
      server.close();
    },
  };
}

/** oFono on a bus of its own, with the modem switched on. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, start, until } from "./programs.mjs";

const BUS = (socket) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>
`;

/** Resolves to the address of the bus. */
export async function startBus(folder) {
  const socket = join(folder, "bus.sock");
  const file = join(folder, "bus.conf");
  writeFileSync(file, BUS(socket));
  start("dbus-daemon", [`--config-file=${file}`, "--nofork"]);
  await until("the D-Bus", () => existsSync(socket));
  return `unix:path=${socket}`;
}

/** In a mount namespace of our own, so that the configuration of the machine is not touched. */
export async function startOfono(folder, bus, modemPort) {
  const etc = join(folder, "etc-ofono");
  mkdirSync(etc);
  writeFileSync(join(etc, "phonesim.conf"), `[phonesim]\nAddress=127.0.0.1\nPort=${modemPort}\n`);
  run("mount", ["--bind", etc, "/etc/ofono"]);
  start("ofonod", ["-n", "-d"], { env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bus } });
  const call = (...args) =>
    spawnSync("dbus-send", [`--bus=${bus}`, "--print-reply", "--dest=org.ofono", ...args], { encoding: "utf8" });
  const set = (property) =>
    call("/phonesim", "org.ofono.Modem.SetProperty", `string:${property}`, "variant:boolean:true").status === 0;
  await until("oFono's modem", () => call("/", "org.ofono.Manager.GetModems").stdout.includes("/phonesim"));
  await until("power", () => set("Powered"));
  await until("the network", () => set("Online"));
  const properties = () => call("/phonesim", "org.ofono.Modem.GetProperties").stdout;
  await until("push notifications", () => properties().includes("org.ofono.PushNotification"));
}

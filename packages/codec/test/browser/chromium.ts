/** Headless Chromium for one page: its own profile, its own process group, nothing left of either. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const TIME_LIMIT = 60_000;

/** The DOM of a page after its scripts have run, as text. */
export async function domOf(html: string): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === "/") response.setHeader("content-type", "text/html; charset=utf-8").end(html);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const home = await mkdtemp(join(tmpdir(), "oma-dm-browser-"));
  try {
    return await dump(`http://127.0.0.1:${address.port}/`, home);
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function dump(url: string, home: string): Promise<string> {
  const browser = spawn(
    "chromium",
    [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-breakpad",
      "--no-first-run",
      `--user-data-dir=${join(home, "profile")}`,
      "--dump-dom",
      url,
    ],
    {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        HOME: home,
        TMPDIR: home,
        XDG_CONFIG_HOME: home,
        XDG_CACHE_HOME: home,
        XDG_RUNTIME_DIR: home,
      },
    },
  );
  const pid = browser.pid;
  if (pid === undefined) throw new Error("chromium does not start");
  const timer = setTimeout(() => endGroup(pid), TIME_LIMIT);
  const told: Buffer[] = [];
  const complaints: Buffer[] = [];
  browser.stdout.on("data", (part: Buffer) => told.push(part));
  browser.stderr.on("data", (part: Buffer) => complaints.push(part));
  try {
    const [code, signal] = await once(browser, "close");
    if (code !== 0) throw new Error(`chromium ends with ${code ?? signal}: ${Buffer.concat(complaints)}`);
    return Buffer.concat(told).toString("utf8");
  } finally {
    clearTimeout(timer);
    endGroup(pid);
    await groupGone(pid);
  }
}

function endGroup(pid: number): boolean {
  try {
    return process.kill(-pid, "SIGKILL");
  } catch {
    return false; // nothing of it is left
  }
}

async function groupGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 50 && endGroup(pid); tries++) await delay(100);
  if (endGroup(pid)) throw new Error(`chromium's process group ${pid} does not end`);
}

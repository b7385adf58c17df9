/** Style and script of the page. The script runs in a browser, on the page's own data alone. */

export const PAGE_STYLE = `
:root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}
body{max-width:90rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .5rem;border-bottom:1px solid #8884}
a{color:inherit;white-space:nowrap}label{margin-right:1rem}small{opacity:.7}
.pass{color:#1a7f37}.fail{color:#cf222e}.provisional{color:#9a6700}.inconclusive{color:#8250df}
.not-yet,.not-applicable,.inspection{color:#6e7781}
details{border-bottom:1px solid #8884;padding:.3rem 0}summary{cursor:pointer}
pre{overflow:auto;font:12px/1.35 ui-monospace,monospace;margin:.3rem 0}
.message{border-left:3px solid #8888;margin:.7rem 0;padding-left:.7rem}
.to-device{border-color:#0969da}.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.sides pre{max-height:28rem}[hidden]{display:none}`;

export const PAGE_SCRIPT = `
const by=id=>document.getElementById(id);
const filter=()=>{const d=by("document").value,v=by("verdict").value;
for(const row of by("rows").rows)row.hidden=(d!==""&&row.dataset.document!==d)||(v!==""&&row.dataset.verdict!==v);
for(const one of by("cases").children)one.hidden=v!==""&&one.dataset.verdict!==v;};
by("document").onchange=by("verdict").onchange=filter;
let wire;
const load=async()=>{const raw=Uint8Array.from(atob(by("wire").textContent),c=>c.charCodeAt(0));
const stream=new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
return JSON.parse(await new Response(stream).text());};
const el=(name,text,cls)=>{const e=document.createElement(name);if(text!==undefined)e.textContent=text;if(cls)e.className=cls;return e;};
const pretty=xml=>{let depth=0;return xml.replace(/(>)(<)/g,"$1\\n$2").split("\\n").map(line=>{
if(/^<\\//.test(line))depth--;const out="  ".repeat(Math.max(0,depth))+line;
if(/^<[^/!?][^>]*[^/]>$/.test(line)||/^<[A-Za-z]>$/.test(line))depth++;return out;}).join("\\n");};
const dump=bytes=>{const lines=[];for(let at=0;at<bytes.length;at+=16){const part=[...bytes.slice(at,at+16)];
lines.push(at.toString(16).padStart(6,"0")+"  "+part.map(b=>b.toString(16).padStart(2,"0")).join(" ").padEnd(48)+"  "+
part.map(b=>b>31&&b<127?String.fromCharCode(b):".").join(""));}return lines.join("\\n");};
const show=async box=>{if(box.childElementCount>0)return;wire??=load();const run=(await wire)[box.dataset.run];
box.append(el("pre",run.ladder));
for(const m of run.messages){const one=el("div",undefined,"message "+m.direction);
one.append(el("b",m.n+" "+(m.direction==="to-server"?"client: ":"server: ")+m.line+", "+m.size+" bytes"+(m.masked?", secrets masked":"")));
if(m.error||m.fault)one.append(el("p",m.error??m.fault));
one.append(el("pre",m.headers.map(h=>h.join(": ")).join("\\n")));
const sides=el("div",undefined,"sides");
const bytes=m.bytes!==undefined?Uint8Array.from(atob(m.bytes),c=>c.charCodeAt(0)):m.xml!==undefined?new TextEncoder().encode(m.xml):new Uint8Array();
sides.append(el("pre",m.xml===undefined?"":pretty(m.xml)),el("pre",dump(bytes)));one.append(sides);box.append(one);}};
const open=d=>{for(const box of d.querySelectorAll(".wire"))show(box);};
for(const d of document.querySelectorAll("details"))d.addEventListener("toggle",()=>{if(d.open)open(d);});
const jump=()=>{const d=location.hash!==""&&by(decodeURIComponent(location.hash.slice(1)));if(d){d.hidden=false;d.open=true;d.scrollIntoView();}};
addEventListener("hashchange",jump);jump();`;

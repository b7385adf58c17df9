import { Session } from "node:inspector/promises";
import { encodeMessage } from "@oma-dm/codec/syncml";
import { openDevice, replay, serverBodies, serverMessage } from "./sessions.mjs";
const URL_="https://dm.example/dm";const m1=serverMessage(1,URL_);
const only=(f)=>encodeMessage({...m1,syncBody:{...m1.syncBody,commands:m1.syncBody.commands.filter(f)}},"wbxml");
const b=serverBodies(URL_);
const runs={full:[b[0],b[1]], empty:[only(c=>c.cmd==="Status")], gets:[only(c=>c.cmd!=="Replace"),b[1]], replaces:[only(c=>c.cmd!=="Get"),b[1]]};
const s=new Session(); s.connect();
for(const k of process.argv[2]?[process.argv[2]]:Object.keys(runs)){
const d=await openDevice({url:URL_,http:replay(URL_,runs[k])});
const go=async()=>{await d.connect("srv",{sessionId:"1"})};
for(let i=0;i<3000;i++)await go();
await s.post("HeapProfiler.startSampling",{samplingInterval:2048,includeObjectsCollectedByMajorGC:true,includeObjectsCollectedByMinorGC:true});
const N=2000;for(let i=0;i<N;i++)await go();
const {profile}=await s.post("HeapProfiler.stopSampling");
const m=new Map();let tot=0;
(function walk(n){const c=n.callFrame;const k=c.functionName+" "+c.url.split("/").slice(-2).join("/")+":"+c.lineNumber;m.set(k,(m.get(k)??0)+n.selfSize);tot+=n.selfSize;for(const x of n.children)walk(x);})(profile.head);
console.log(k,"bytes per session",Math.round(tot/N));
if(process.argv[2])for(const [k,v] of [...m].sort((a,b)=>b[1]-a[1]).slice(0,60))console.log((v/N).toFixed(0),k);}
process.exit()

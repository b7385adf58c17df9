import { encodeMessage } from "@oma-dm/codec/syncml";
import { openDevice, replay, serverBodies, serverMessage } from "./sessions.mjs";
const URL_="https://dm.example/dm";
const m1=serverMessage(1,URL_);
const only=(f)=>encodeMessage({...m1,syncBody:{...m1.syncBody,commands:m1.syncBody.commands.filter(f)}},"wbxml");
const b=serverBodies(URL_);
const runs={
 full:[b[0],b[1]], empty:[only(c=>c.cmd==="Status")], gets:[only(c=>c.cmd!=="Replace"),b[1]], replaces:[only(c=>c.cmd!=="Get"),b[1]],
};
const d={};for(const [k,v] of Object.entries(runs)) d[k]=await openDevice({url:URL_,http:replay(URL_,v)});
const go=async k=>{const r=await d[k].connect("srv",{sessionId:"1"});if(r.outcome!=="completed")throw new Error(k+r.outcome);};
if(process.argv[2]){const k=process.argv[2];for(let i=0;i<(+process.argv[3]||30000);i++)await go(k);process.exit()}
for(let i=0;i<4000;i++)for(const k in d)await go(k);
const s={};
for(let r=0;r<9;r++)for(const k in d){const t=performance.now();for(let i=0;i<600;i++)await go(k);(s[k]??=[]).push((performance.now()-t)/.6);}
for(const k in s)console.log(k,s[k].sort((a,b)=>a-b)[1].toFixed(1),"us");

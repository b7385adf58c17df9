/**
 * A TypeDoc plugin for the ways of the house: a module is called what one imports, the comment at the head of its entry
 * point describes it, and what it only passes on is named in one line instead of under a heading each.
 */
import { readFileSync } from "node:fs";
import { Application, Comment, Converter, ReflectionKind } from "typedoc";

const HEAD = /^\/\*\*([\s\S]*?)\*\//;

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, module) => {
    if (!module.kindOf(ReflectionKind.Module)) return;
    const { project } = context;
    module.name = module.name === "index" ? project.name : `${project.name}/${module.name}`;
    const entryPoint = context.getSymbolFromReflection(module).declarations[0].getSourceFile().fileName;
    const head = HEAD.exec(readFileSync(entryPoint, "utf8"))?.[1];
    if (head !== undefined) module.comment = new Comment([text(head.replace(/^[ \t]*\*? ?/gm, "").trim())]);
  });
  // TypeDoc takes the comment before an `export … from` for what is exported there; at the head of a file it is not that.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const heads = new Set(project.getChildrenByKind(ReflectionKind.Module).map((module) => wording(module.comment)));
    for (const reflection of Object.values(project.reflections)) {
      if (!reflection.kindOf(ReflectionKind.Module) && heads.has(wording(reflection.comment)))
        delete reflection.comment;
    }
  });
  // After TypeDoc's own checks, so that all findings come at once and none is lost with what is collapsed here.
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
      if (parameter.name !== "__namedParameters") continue;
      app.logger.validationWarning(
        `${parameter.parent.getFriendlyFullName()} takes a parameter apart and has no name for it`,
      );
    }
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      if (module.comment === undefined) {
        app.logger.validationWarning(`${module.name} does not begin with a comment that says what it is`);
      } else nameWhatIsPassedOn(module);
    }
  });
}

function nameWhatIsPassedOn(module) {
  const names = new Map();
  for (const reference of module.getChildrenByKind(ReflectionKind.Reference)) {
    const target = reference.getTargetReflectionDeep();
    const origin = target.parent.name;
    const renamed = target.name === reference.name ? "" : ` (\`${target.name}\` there)`;
    names.set(origin, [...(names.get(origin) ?? []), `\`${reference.name}\`${renamed}`]);
  }
  for (const [origin, passedOn] of names) {
    const line = `\n\nAlso exported here, from [${origin}](${page(origin)}): ${passedOn.join(", ")}.`;
    module.comment.summary.push(text(line));
  }
  module.groups = module.groups.filter(({ children }) => !children[0].isReference());
}

/** Where the Markdown of a module stands: flat, without the scope (typedoc.json). */
const page = (name) => `${name.replace(/^@[^/]+\//, "").replaceAll("/", ".")}.md`;
const wording = (comment) => comment?.summary.map((part) => part.text).join("");
const text = (content) => ({ kind: "text", text: content });

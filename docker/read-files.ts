import { type Copy, DockerfileParser, type Env, type From, type Instruction } from 'dockerfile-ast';
import nginx from 'nginx-conf';

/** One stage of a Dockerfile, as far as it is checked. */
export interface Stage {
  base: string;
  name: string | null;
  /** Where relative paths lead. */
  directory: string;
  /** The text of every RUN. */
  commands: string;
  copies: { from: string | undefined; sources: string[]; to: string }[];
  variables: Record<string, string>;
  exposed: string | undefined;
}

export function stages(dockerfile: string): Stage[] {
  const found: Stage[] = [];
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions() as Instruction[]) {
    const values = instruction.getArguments().map((argument) => argument.getValue());
    const stage = found.at(-1);
    const kind = instruction.getKeyword();
    if (kind === 'FROM') found.push(begin(instruction as From));
    else if (!stage) throw new Error(`${kind} before FROM`);
    else if (kind === 'WORKDIR') stage.directory = values[0] ?? '';
    else if (kind === 'EXPOSE') stage.exposed = values[0];
    else if (kind === 'RUN') stage.commands += `${values.join(' ')}\n`;
    else if (kind === 'COPY') {
      const from = (instruction as Copy).getFromFlag()?.getValue() ?? undefined;
      stage.copies.push({ from, sources: values.slice(0, -1), to: values.at(-1) ?? '' });
    } else if (kind === 'ENV') {
      for (const property of (instruction as Env).getProperties())
        stage.variables[property.getName()] = property.getValue() ?? '';
    }
  }
  return found;
}

function begin(from: From): Stage {
  const base = from.getImage() ?? '';
  return {
    base,
    name: from.getBuildStage(),
    directory: '/',
    commands: '',
    copies: [],
    variables: {},
    exposed: undefined,
  };
}

/** A directive of nginx: its name, the rest of its line, and what stands in its block. */
export interface Directive {
  name: string;
  value: string;
  children: Directive[] | null;
}

/** The directives at a place such as `http/server/listen`. Throws when the text is no configuration of nginx. */
export function directives(config: string, place: string): Directive[] {
  let root: Directive | undefined;
  nginx.parse(config, (error, tree) => {
    if (error) throw error;
    root = tree;
  });
  const steps = place.split('/');
  return steps.reduce(
    (at, step) => at.flatMap(({ children }) => (children ?? []).filter(({ name }) => name === step)),
    root ? [root] : [],
  );
}

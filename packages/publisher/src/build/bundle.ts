import { type BuildFailure, type BuildOptions, build } from "esbuild";
import { buildError } from "./buildError.ts";

/** esbuild, with its complaints as ours. Answers what was imported and became part of an output, as it was written. */
export async function bundle(
  label: string,
  options: BuildOptions & { readonly absWorkingDir: string },
): Promise<ReadonlySet<string>> {
  try {
    const { metafile } = await build({
      ...options,
      bundle: true,
      metafile: true,
      logLevel: "silent",
      jsx: "automatic",
      charset: "utf8",
    });
    const inputs = Object.values(metafile?.inputs ?? {});
    const imports = inputs.flatMap((input) => input.imports);
    return new Set(
      imports
        .filter(({ external }) => !external)
        .map(({ original, path }) => original ?? path),
    );
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (!errors) throw error;
    throw buildError(
      label,
      errors.map(({ text, location }) => ({
        message: text,
        ...(location && {
          place: { file: location.file, line: location.line },
        }),
      })),
    );
  }
}

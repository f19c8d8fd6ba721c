/** Runs a benchmark with what its command line asks for; what is wrong there is told, and the exit code is 2. */
export async function runWith<Options>(readOptions: () => Options, run: (options: Options) => Promise<void>): Promise<void> {
  let options;
  try {
    options = readOptions();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
    return;
  }
  await run(options);
}

/** The gateway under measurement, in a process of its own: told its environment, asked for its first intake, told to close. */
import { loadConfig } from '../../gateway/config.ts';
import { createLogger } from '../../gateway/logger.ts';
import { startGateway, type RunningGateway } from '../../gateway/main.ts';
import { answerParent, readyForParent } from '../child.ts';

let gateway: RunningGateway | undefined;

// Ctrl-C reaches every process of the terminal: the parent ends this one in order.
process.on('SIGINT', () => undefined);

answerParent({
  async start(env: Record<string, string>) {
    const config = loadConfig(env);
    gateway = await startGateway(config, { logger: createLogger(config.logLevel) });
    return { url: gateway.url };
  },
  firstRound: () => gateway?.firstRound,
  close: () => gateway?.close(),
});
readyForParent(null);

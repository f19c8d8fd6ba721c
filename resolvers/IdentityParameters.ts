/** A version of rules and model, and what activating it would change. */
import type { DryRun, ParametersSummary } from '../datasources/mongo/documents.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { rulesHashOf } from '../operations/parameters/activeParameters.ts';
import type { RequestContext } from './context.ts';
import { activeParametersOf } from './support/activeParameters.ts';

export const IdentityParameters = {
  version: ({ _id }: ParametersSummary): number => _id,
  trainedAt: ({ trainedAt }: ParametersSummary): string => trainedAt.toISOString(),
  activatedAt: ({ activatedAt }: ParametersSummary): string | null => activatedAt?.toISOString() ?? null,
  active: async ({ _id }: ParametersSummary, _args: unknown, ctx: RequestContext): Promise<boolean> => (await activeParametersOf(ctx)).version === _id,
  rulesAreConfigured: ({ rulesHash }: ParametersSummary, _args: unknown, { config }: RequestContext): boolean | null =>
    config.parameters ? rulesHash === rulesHashOf(config.parameters.configured) : null,
  records: ({ model }: ParametersSummary): number | null => model?.training.records ?? null,
};

export const IdentityDryRun = {
  at: ({ at }: DryRun): string => at.toISOString(),
};

export const DryRunExample = {
  groups: ({ groups }: DryRun['examples'][number]): { refs: SourceRef[] }[] => groups.map((refs) => ({ refs })),
};

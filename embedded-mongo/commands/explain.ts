import { isDoc, toDoc, type Doc } from '../bson/values.ts';
import { badValue, failedToParse, MongoError } from '../errors.ts';
import { execute } from '../planner/execute.ts';
import { describePlan } from '../planner/describe.ts';
import type { Plan } from '../planner/plan.ts';
import { parseUpdate } from '../update/parse.ts';
import { leadingQuery } from './aggregate.ts';
import { Request, type Command } from './command.ts';
import type { Reply } from './reply.ts';
import { Fields } from './fields.ts';
import { planOf, readFind, readQuery, type QuerySpec } from './query.ts';

/** The query of a command that can be explained, after the same checks that running it makes. */
function queryOf(inner: Request): { query: QuerySpec; limit: number } {
  const { fields } = inner;
  switch (inner.name) {
    case 'find':
      return { query: readFind(inner).query, limit: fields.count('limit') ?? 0 };
    case 'count':
      return { query: readQuery(fields.onlyCommand('query', 'limit', 'skip', 'hint', 'collation'), 'query'), limit: 0 };
    case 'distinct':
      return { query: readQuery(fields.onlyCommand('key', 'query', 'hint', 'collation'), 'query'), limit: 0 };
    case 'aggregate':
      return { query: leadingQuery(inner), limit: 0 };
    case 'update':
    case 'delete':
      return { query: statementQuery(fields, inner.name), limit: 0 };
    case 'findAndModify': {
      if (fields.doc.has('update')) parseUpdate(fields.value('update'), fields.array('arrayFilters'));
      return { query: readQuery(fields, 'query'), limit: 1 };
    }
    default:
      throw new MongoError(59, `Explain failed due to unknown command: ${inner.name}`);
  }
}

function statementQuery(fields: Fields, name: string): QuerySpec {
  const statements = fields.documents(`${name}s`);
  if (statements.length !== 1) badValue('explained write batches must be of size 1');
  const statement = new Fields(statements[0] as Doc, `${name}.${name}s`);
  if (name === 'update') parseUpdate(statement.value('u'), statement.array('arrayFilters'));
  return readQuery(statement, 'q');
}

const explain: Command = {
  run: (request): Reply => {
    const fields = request.fields.onlyCommand('verbosity');
    const command = fields.value('explain');
    if (!isDoc(command)) return failedToParse('explain needs a command document');
    const verbosity = fields.string('verbosity') ?? 'allPlansExecution';
    if (!['queryPlanner', 'executionStats', 'allPlansExecution'].includes(verbosity))
      failedToParse('verbosity string must be one of {queryPlanner, executionStats, allPlansExecution}');
    const name = command.keys().next().value ?? '';
    const inner = new Request(request.server, name, new Map([...command, ['$db', request.database]]));
    const { query, limit } = queryOf(inner);
    const collection = request.server.store.get(inner.namespace);
    const plan = collection && planOf(collection, query);
    const reply: Reply = toDoc({
      queryPlanner: {
        plannerVersion: 1,
        namespace: inner.namespace,
        winningPlan: plan ? describePlan(plan, name) : { stage: 'EOF' },
        rejectedPlans: [],
      },
    });
    if (verbosity !== 'queryPlanner')
      reply.set(
        'executionStats',
        toDoc(
          plan && collection
            ? statistics(inner, plan, limit)
            : { executionSuccess: true, nReturned: 0, totalKeysExamined: 0, totalDocsExamined: 0 },
        ),
      );
    return reply;

    function statistics(target: Request, chosen: Plan, most: number): Record<string, unknown> {
      let returned = 0;
      for (const found of execute(collection as NonNullable<typeof collection>, chosen, target.context, target.meter)) {
        if (found) returned++;
        if (most > 0 && returned >= most) break;
      }
      return {
        executionSuccess: true,
        nReturned: returned,
        totalKeysExamined: target.meter.keysExamined,
        totalDocsExamined: target.meter.docsExamined,
      };
    }
  },
};

export const explainCommands: readonly (readonly [string, Command])[] = [['explain', explain]];

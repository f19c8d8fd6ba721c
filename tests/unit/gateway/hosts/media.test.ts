import { isJsonContentType, negotiate } from '../../../../gateway/hosts/media.ts';

describe('the type of an answer', () => {
  it.each([
    ['image/png', null],
    ['application/json;q=0', null],
    ['text/html', null],
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json', 'application/json'],
    ['APPLICATION/JSON; charset=utf-8', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/json;q=0.5, application/graphql-response+json;q=0.8', 'application/graphql-response+json'],
    ['text/event-stream', 'text/event-stream'],
    ['application/json, text/event-stream', 'application/json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['application/json;q=banana, text/event-stream;q=0.1', 'text/event-stream'],
  ])('for Accept %j is %j', (accept, media) => {
    expect(negotiate(accept, false)).toBe(media);
  });

  it('is a page only where one is offered', () => {
    expect(negotiate('text/html,application/xhtml+xml,*/*;q=0.8', true)).toBe('text/html');
    expect(negotiate('application/json, text/html', true)).toBe('application/json');
  });
});

describe('the type of a body', () => {
  it.each(['text/plain', 'application/jsonx', 'application/json-patch+json', 'text/plain; application/json', 'application/json; charset=utf-16', 'application/json; charset="latin1"', ''])(
    '%j is not JSON in UTF-8',
    (type) => {
      expect(isJsonContentType(type)).toBe(false);
    },
  );

  it.each(['application/json', 'Application/JSON', 'application/json;charset=UTF-8', 'application/json ; charset="utf-8"', 'application/json; foo=bar'])('%j is', (type) => {
    expect(isJsonContentType(type)).toBe(true);
  });
});

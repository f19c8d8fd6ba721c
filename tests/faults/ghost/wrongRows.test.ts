import { describeFault } from '../support/describeFault.ts';

describeFault('ghost', 'wrongRows', [
  {
    play: 'otherRows',
    lastKnown: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: ['L-100001'],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }, { system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: null }] },
          subscriptions: [],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'GONE', reason: null, fetchedAt: null },
          ],
        },
      },
    },
    live: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: ['L-100001'],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }, { system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: null }] },
          subscriptions: [],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'GONE', reason: null, fetchedAt: null },
          ],
        },
      },
    },
  },
  {
    play: 'otherValues',
    lastKnown: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: ['L-100001'],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }, { system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: null }] },
          subscriptions: [],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'RELINKING', reason: null, fetchedAt: null },
          ],
        },
      },
    },
    live: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: ['L-100001'],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }, { system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: null }] },
          subscriptions: [],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'RELINKING', reason: null, fetchedAt: null },
          ],
        },
      },
    },
  },
]);

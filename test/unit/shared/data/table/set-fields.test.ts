import { describe, expect, it } from 'vitest';
import { ifAbsent, ifAll, ifEqual, ifNone, ifOneOf, ifVersion } from '#shared/data/table/conditions.ts';
import { setFields } from '#shared/data/table/set-fields.ts';

describe('setFields', () => {
  it('sets every field under a name and a value of its own', () => {
    expect(setFields({ status: 'queued', size: null }, ifEqual('status', 'waiting'), { raisesVersion: false })).toEqual(
      {
        UpdateExpression: 'SET #status = :status, #size = :size',
        ConditionExpression: '#status = :if_status',
        ExpressionAttributeNames: { '#status': 'status', '#size': 'size' },
        ExpressionAttributeValues: { ':status': 'queued', ':size': null, ':if_status': 'waiting' },
      },
    );
  });

  it('sets a field of a map', () => {
    expect(setFields({ 'lease.expiresAt': 'x' }, ifEqual('lease.id', 'y'), { raisesVersion: false })).toEqual({
      UpdateExpression: 'SET #lease.#expiresAt = :lease_expiresAt',
      ConditionExpression: '#lease.#id = :if_lease_id',
      ExpressionAttributeNames: { '#lease': 'lease', '#expiresAt': 'expiresAt', '#id': 'id' },
      ExpressionAttributeValues: { ':lease_expiresAt': 'x', ':if_lease_id': 'y' },
    });
  });

  it('raises the version and removes fields', () => {
    const update = setFields({ a: 1 }, ifVersion(4), { raisesVersion: true, removes: ['gsi1pk', 'gsi1sk'] });

    expect(update).toEqual({
      UpdateExpression: 'SET #a = :a, #version = #version + :one REMOVE gsi1pk, gsi1sk',
      ConditionExpression: '#version = :if_version',
      ExpressionAttributeNames: { '#a': 'a', '#version': 'version' },
      ExpressionAttributeValues: { ':a': 1, ':one': 1, ':if_version': 4 },
    });
  });
});

describe('conditions', () => {
  it('of version 0 ask that there is no item', () => {
    expect(ifVersion(0)).toEqual(ifAbsent);
    expect(ifAbsent).toEqual(ifNone('pk'));
  });

  it('list several values', () => {
    expect(ifOneOf('status', ['a', 'b'])).toEqual({
      ConditionExpression: '#status IN (:if_status0, :if_status1)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':if_status0': 'a', ':if_status1': 'b' },
    });
  });

  it('are joined with their names and values', () => {
    expect(ifAll(ifVersion(2), ifEqual('lease.id', 'x'), ifNone('dueAt'))).toEqual({
      ConditionExpression: '#version = :if_version AND #lease.#id = :if_lease_id AND attribute_not_exists(dueAt)',
      ExpressionAttributeNames: { '#version': 'version', '#lease': 'lease', '#id': 'id' },
      ExpressionAttributeValues: { ':if_version': 2, ':if_lease_id': 'x' },
    });
  });
});

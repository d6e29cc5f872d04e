import type { MiddlewareObj } from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { Problem } from '#shared/contract/problem.ts';

/** 1 MB. Source: docs/design/api-conventions.md, "Body limits". */
const maxBytes = 1_000_000;

const parser = httpJsonBodyParser();

const sizeOf = (event: APIGatewayProxyEventV2): number =>
  Buffer.byteLength(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/**
 * Reads the JSON body if the row takes one, and ignores it otherwise.
 * @throws Problem `body_too_large`, `unsupported_media_type`, `malformed_json`
 */
export const requestBody = (row: Endpoint): MiddlewareObj<APIGatewayProxyEventV2> => ({
  before: async (request) => {
    const { event } = request;
    if (sizeOf(event) > maxBytes) {
      throw new Problem('body_too_large', 'The body must have at most 1 MB.');
    }
    if (row.body === undefined) return;
    if (event.body === undefined || event.body === '') {
      if (row.bodyOptional === true) Object.assign(event, { body: {} });
      else throw new Problem('malformed_json', 'Send a JSON object as the body, with Content-Type: application/json.');
      return;
    }
    try {
      await parser.before?.(request as unknown as Parameters<NonNullable<typeof parser.before>>[0]);
    } catch (error) {
      if ((error as { statusCode?: unknown }).statusCode === 415) {
        throw new Problem('unsupported_media_type', 'Send the body as JSON, with Content-Type: application/json.', {
          cause: error,
        });
      }
      throw new Problem(
        'malformed_json',
        'The body is not valid JSON. Check quotes, commas and brackets; the keys __proto__ and constructor are refused.',
        {
          cause: error,
        },
      );
    }
  },
});

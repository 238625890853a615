// Talks to a node with OpenAI's own client: node sdk.mjs BASE_URL KEY. Prints "ok", or what was wrong.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const ask = { model: 'chat', temperature: 0, messages: [{ role: 'user', content: 'Hello from npm' }] };

const { data: whole, response } = await client.chat.completions.create(ask).withResponse();
assert.equal(response.headers.get('edge-served-by'), 'central');
assert.equal(whole.choices[0].finish_reason, 'stop');

let text = '';
let usage = null;
const stream = await client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta?.content ?? '';
  usage = chunk.usage ?? usage;
}
assert.equal(text, whole.choices[0].message.content);
assert.deepEqual(usage, whole.usage);

// The client asks for base64 by default and decodes it.
const vectors = await client.embeddings.create({ model: 'embed', input: ['one', 'two'] });
assert.equal(vectors.data.length, 2);
assert.equal(vectors.data[0].embedding.length, 384);
assert.equal(typeof vectors.data[0].embedding[0], 'number');

assert.deepEqual((await client.models.list()).data.map((model) => model.id).sort(), ['chat', 'embed']);

await assert.rejects(client.chat.completions.create({ ...ask, model: 'nobody' }), (error) => {
  assert.ok(error instanceof OpenAI.NotFoundError);
  assert.equal(error.code, 'model_not_found');
  assert.ok(error.requestID);
  return true;
});
await assert.rejects(new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list(), OpenAI.AuthenticationError);
console.log('ok');

/* SPDX-License-Identifier: Apache-2.0 */
// Does with OpenSearch's client for JavaScript what its users do, on the node at the given URL, and
// prints what came back as one line of JSON.
import { Client, errors } from '@opensearch-project/opensearch';

const client = new Client({ node: process.argv[2] });
const index = 'from-javascript';
const texts = ['coffee', 'this is the best way to make coffee', 'green tea'];
const coffee = { neural_sparse: { text_sparse: { query_text: 'Coffee' } } };

await client.ingest.putPipeline({
  id: index,
  body: { processors: [{ sparse_encoding: { field_map: { text: 'text_sparse' } } }] },
});
await client.indices.create({
  index,
  body: {
    settings: { default_pipeline: index, number_of_shards: 1, number_of_replicas: 0 },
    mappings: {
      properties: { text: { type: 'text' }, text_sparse: { type: 'rank_features' } },
    },
  },
});
const bulk = await client.helpers.bulk({
  datasource: texts.map((text, i) => ({ id: String(i), text })),
  onDocument: ({ id }) => ({ index: { _index: index, _id: id } }),
  refreshOnCompletion: index,
});

const search = await client.search({
  index,
  body: {
    query: coffee,
    highlight: { fields: { text: { type: 'neural_sparse' } } },
  },
});
const explanation = await client.explain({ index, id: '1', body: { query: coffee } });
const count = await client.count({ index, body: { query: coffee } });
const scrolled = [];
for await (const page of client.helpers.scrollSearch({
  index,
  body: { size: 1, query: coffee },
})) {
  scrolled.push(...page.body.hits.hits.map((hit) => hit._id));
}
const tokens = await client.search({
  index,
  body: {
    query: {
      bool: {
        must: { learned_sparse: { text_sparse: { query_tokens: { tea: 2.5, coffee: 100 } } } },
        filter: { match: { text: 'green' } },
      },
    },
  },
});
let refused = null;
try {
  await client.search({
    index,
    body: { query: { neural_sparse: { text: { query_text: 'coffee' } } } },
  });
} catch (error) {
  if (!(error instanceof errors.ResponseError)) {
    throw error;
  }
  refused = { status: error.statusCode, reason: error.body.error.root_cause[0].reason };
}
await client.indices.delete({ index });
await client.ingest.deletePipeline({ id: index });
await client.close();

console.log(
  JSON.stringify({
    indexed: bulk.successful,
    hits: search.body.hits.hits.map((hit) => ({
      id: hit._id,
      score: hit._score,
      highlight: hit.highlight?.text,
    })),
    explained: explanation.body.explanation.value,
    count: count.body.count,
    scrolled,
    tokens: tokens.body.hits.hits.map((hit) => hit._id),
    refused,
  }),
);

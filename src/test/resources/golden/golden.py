# SPDX-License-Identifier: Apache-2.0
"""Writes the golden folders beside this script: small random checkpoints of the three architectures, and the document
weights that PyTorch's own operators give for them. Needs torch (the files were made with 2.13.0 on a CPU); run it as

    python golden.py

The networks are put together here once more, from the published descriptions: BertForMaskedLM and DistilBertForMaskedLM
(Devlin et al. 2019, Sanh et al. 2019), NewForMaskedLM (Zhang et al. 2024: rotary positions, packed projection of query, key
and value, gated perceptron), with SPLADE's pooling over the positions that the mask shows.
"""
import json
import pathlib
import struct

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
VOCABULARY, LAYERS, HIDDEN, HEADS, INNER, POSITIONS = 48, 2, 24, 3, 32, 20
IDS = [[2, 17, 30, 5, 47, 9, 3], [2, 8, 3, 0, 0, 0, 0], [2, 40, 40, 11, 3, 0, 0]]
MASK = [[1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0, 0]]
EPSILON, THETA, FACTOR = 1e-12, 500000.0, 2.0


class Checkpoint(dict):
    def __init__(self, seed):
        super().__init__()
        self.random = torch.Generator().manual_seed(seed)

    def tensor(self, name, *shape, mean=0.0, spread=0.25):
        if name not in self:
            self[name] = mean + spread * torch.randn(*shape, generator=self.random)
        return self[name]

    def linear(self, x, name, size, bias=True):
        weight = self.tensor(name + ".weight", size, x.shape[-1])
        return F.linear(x, weight, self.tensor(name + ".bias", size) if bias else None)

    def norm(self, x, name):
        gain = self.tensor(name + ".weight", HIDDEN, mean=1.0)
        return F.layer_norm(x, (HIDDEN,), gain, self.tensor(name + ".bias", HIDDEN), EPSILON)


def attention(q, k, v, mask):
    def heads(x):
        return x.view(*x.shape[:2], HEADS, -1).transpose(1, 2)

    shown = mask.bool()[:, None, None, :]
    context = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), attn_mask=shown)
    return context.transpose(1, 2).reshape(q.shape)


def rotate(x):
    size = HIDDEN // HEADS
    base = THETA * FACTOR
    inverse = 1.0 / (base ** (torch.arange(0, size, 2).float() / size)) / FACTOR ** (2 / size)
    angles = torch.outer(torch.arange(x.shape[1]).float(), inverse)
    angles = torch.cat((angles, angles), dim=-1)[None, :, None, :]
    y = x.view(*x.shape[:2], HEADS, size)
    first, second = y.chunk(2, dim=-1)
    turned = y * angles.cos() + torch.cat((-second, first), dim=-1) * angles.sin()
    return turned.reshape(x.shape)


def bert(c, ids, mask):
    e = "bert.embeddings."
    words = c.tensor(e + "word_embeddings.weight", VOCABULARY, HIDDEN)
    positions = c.tensor(e + "position_embeddings.weight", POSITIONS, HIDDEN)
    types = c.tensor(e + "token_type_embeddings.weight", 2, HIDDEN)
    h = c.norm(F.embedding(ids, words) + positions[: ids.shape[1]] + types[0], e + "LayerNorm")
    for i in range(LAYERS):
        p = f"bert.encoder.layer.{i}."
        q, k, v = (c.linear(h, p + "attention.self." + n, HIDDEN) for n in ("query", "key", "value"))
        a = c.linear(attention(q, k, v, mask), p + "attention.output.dense", HIDDEN)
        h = c.norm(a + h, p + "attention.output.LayerNorm")
        m = F.gelu(c.linear(h, p + "intermediate.dense", INNER))
        h = c.norm(c.linear(m, p + "output.dense", HIDDEN) + h, p + "output.LayerNorm")
    t = F.gelu(c.linear(h, "cls.predictions.transform.dense", HIDDEN))
    t = c.norm(t, "cls.predictions.transform.LayerNorm")
    return F.linear(t, words, c.tensor("cls.predictions.bias", VOCABULARY))


def distilbert(c, ids, mask):
    e = "distilbert.embeddings."
    words = c.tensor(e + "word_embeddings.weight", VOCABULARY, HIDDEN)
    positions = c.tensor(e + "position_embeddings.weight", POSITIONS, HIDDEN)
    h = c.norm(F.embedding(ids, words) + positions[: ids.shape[1]], e + "LayerNorm")
    for i in range(LAYERS):
        p = f"distilbert.transformer.layer.{i}."
        q, k, v = (c.linear(h, p + "attention." + n, HIDDEN) for n in ("q_lin", "k_lin", "v_lin"))
        h = c.norm(c.linear(attention(q, k, v, mask), p + "attention.out_lin", HIDDEN) + h, p + "sa_layer_norm")
        m = F.gelu(c.linear(h, p + "ffn.lin1", INNER))
        h = c.norm(c.linear(m, p + "ffn.lin2", HIDDEN) + h, p + "output_layer_norm")
    t = c.norm(F.gelu(c.linear(h, "vocab_transform", HIDDEN)), "vocab_layer_norm")
    return F.linear(t, words, c.tensor("vocab_projector.bias", VOCABULARY))


def new(c, ids, mask):
    e = "new.embeddings."
    words = c.tensor(e + "word_embeddings.weight", VOCABULARY, HIDDEN)
    h = c.norm(F.embedding(ids, words), e + "LayerNorm")
    for i in range(LAYERS):
        p = f"new.encoder.layer.{i}."
        q, k, v = c.linear(h, p + "attention.qkv_proj", 3 * HIDDEN).split(HIDDEN, dim=-1)
        a = c.linear(attention(rotate(q), rotate(k), v, mask), p + "attention.o_proj", HIDDEN)
        h = c.norm(a + h, p + "attn_ln")
        up, gate = c.linear(h, p + "mlp.up_gate_proj", 2 * INNER, bias=False).split(INNER, dim=-1)
        h = c.norm(c.linear(F.gelu(gate) * up, p + "mlp.down_proj", HIDDEN) + h, p + "mlp_ln")
    t = c.norm(F.gelu(c.linear(h, "lm_head.dense", HIDDEN)), "lm_head.norm")
    return F.linear(t, words, c.tensor("lm_head.decoder.bias", VOCABULARY))


COMMON = {
    "num_hidden_layers": LAYERS, "hidden_size": HIDDEN, "num_attention_heads": HEADS, "intermediate_size": INNER,
    "vocab_size": VOCABULARY, "max_position_embeddings": POSITIONS, "hidden_act": "gelu", "layer_norm_eps": EPSILON,
}
NETWORKS = {
    "bert": (bert, "relu", {"architectures": ["BertForMaskedLM"], "type_vocab_size": 2, **COMMON}),
    "distilbert": (distilbert, "relu", {
        "architectures": ["DistilBertForMaskedLM"], "n_layers": LAYERS, "dim": HIDDEN, "n_heads": HEADS,
        "hidden_dim": INNER, "vocab_size": VOCABULARY, "max_position_embeddings": POSITIONS, "activation": "gelu"}),
    "new": (new, "log1p_relu", {
        "architectures": ["NewForMaskedLM"], "type_vocab_size": 0, "position_embedding_type": "rope",
        "rope_theta": THETA, "rope_scaling": {"type": "ntk", "factor": FACTOR}, **COMMON}),
}


def write(file, tensors):
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * 4
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            out.write(b"".join(struct.pack("<f", x) for x in tensor.flatten().tolist()))


def main():
    ids, mask = torch.tensor(IDS), torch.tensor(MASK)
    for seed, (name, (network, activation, config)) in enumerate(NETWORKS.items()):
        checkpoint = Checkpoint(seed)
        with torch.no_grad():
            logits = network(checkpoint, ids, mask)
            weights = torch.log1p(torch.relu(logits))
            if activation == "log1p_relu":
                weights = torch.log1p(weights)
            pooled = (weights * mask.unsqueeze(-1)).max(dim=1).values
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        write(folder / "model.safetensors", checkpoint)
        config["neural_sparse"] = {"activation": activation}
        (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        expected = {"ids": IDS, "mask": MASK, "weights": pooled.tolist()}
        (folder / "expected.json").write_text(json.dumps(expected) + "\n")


main()

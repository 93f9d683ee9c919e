"""Turns a small llama-architecture GGUF into a Hugging Face folder, so that a real vLLM can serve the model the tests already have.

usage: ggufToHuggingFace.py MODEL.gguf FOLDER --window TOKENS     (needs gguf, numpy, safetensors, tokenizers)

The window is written larger than the model was trained for: the tests ask what the server does with sizes, not how good the text is.
"""
import argparse
import json
import os

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

parser = argparse.ArgumentParser()
parser.add_argument("gguf")
parser.add_argument("folder")
parser.add_argument("--window", type=int, required=True)
options = parser.parse_args()

reader = GGUFReader(options.gguf)


def field(name, default=None):
    found = reader.fields.get(name)
    return default if found is None else found.contents()


heads = field("llama.attention.head_count")
kv_heads = field("llama.attention.head_count_kv", heads)
width = field("llama.embedding_length")
special = {"bos": field("tokenizer.ggml.bos_token_id"), "eos": field("tokenizer.ggml.eos_token_id")}


def unpermuted(weights, count):
    """llama.cpp stores the rotary pairs side by side, Hugging Face the two halves apart."""
    rows = weights.shape[0]
    return weights.reshape(count, rows // count // 2, 2, *weights.shape[1:]).swapaxes(1, 2).reshape(weights.shape)


layer_names = {
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}
top_names = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


def named(tensor):
    weights = dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape([int(size) for size in reversed(tensor.shape)])
    base = tensor.name.removesuffix(".weight")
    if base in top_names:
        return top_names[base] + ".weight", weights
    if not base.startswith("blk."):
        return None, None
    _, layer, part = base.split(".", 2)
    if part in ("attn_q", "attn_k"):
        weights = unpermuted(weights, heads if part == "attn_q" else kv_heads)
    return f"model.layers.{layer}.{layer_names[part]}.weight", np.ascontiguousarray(weights)


tensors = {name: weights for name, weights in map(named, reader.tensors) if name is not None}
os.makedirs(options.folder, exist_ok=True)
save_file(tensors, os.path.join(options.folder, "model.safetensors"), metadata={"format": "pt"})


def write(name, content):
    with open(os.path.join(options.folder, name), "w", encoding="utf8") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)


write("config.json", {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": width,
    "intermediate_size": field("llama.feed_forward_length"), "num_hidden_layers": field("llama.block_count"),
    "num_attention_heads": heads, "num_key_value_heads": kv_heads, "head_dim": field("llama.rope.dimension_count", width // heads),
    "vocab_size": tensors["model.embed_tokens.weight"].shape[0], "rms_norm_eps": field("llama.attention.layer_norm_rms_epsilon", 1e-5),
    "rope_theta": field("llama.rope.freq_base", 10000.0), "rope_scaling": None, "max_position_embeddings": options.window,
    "attention_bias": False, "attention_dropout": 0.0, "mlp_bias": False, "tie_word_embeddings": "lm_head.weight" not in tensors,
    "bos_token_id": special["bos"], "eos_token_id": special["eos"], "torch_dtype": "bfloat16",
})
write("generation_config.json", {"bos_token_id": special["bos"], "eos_token_id": special["eos"]})

tokens = field("tokenizer.ggml.tokens")
kinds = field("tokenizer.ggml.token_type")
merges = [tuple(pair.split(" ", 1)) for pair in field("tokenizer.ggml.merges")]
tokenizer = Tokenizer(models.BPE(vocab={token: number for number, token in enumerate(tokens)}, merges=merges))
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
tokenizer.decoder = decoders.ByteLevel()
control_token = 3
tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token, kind in zip(tokens, kinds) if kind == control_token])
tokenizer.save(os.path.join(options.folder, "tokenizer.json"))

# the model's own template ignores tools; here they must lengthen the prompt, as real templates let them
tools_part = "{%- if tools %}{{ '<|im_start|>system\\nTools:\\n' }}{% for tool in tools %}{{ tool | tojson }}{{ '\\n' }}{% endfor %}{{ '<|im_end|>\\n' }}{%- endif %}"
write("tokenizer_config.json", {
    "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": tokens[special["bos"]], "eos_token": tokens[special["eos"]],
    "pad_token": tokens[special["eos"]], "model_max_length": options.window, "clean_up_tokenization_spaces": False,
    "chat_template": tools_part + field("tokenizer.chat_template"),
})

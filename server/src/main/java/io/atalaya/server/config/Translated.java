package io.atalaya.server.config;

import io.atalaya.server.config.yaml.YamlMap;

/**
 * A configuration of another program in our words.
 *
 * @param said what is watched and who is told
 * @param implied what that program does besides, and how often it does it: this yields to what
 *     other files say
 */
record Translated(YamlMap said, YamlMap implied) {}

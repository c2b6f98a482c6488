# SPDX-License-Identifier: MIT
"""What each lab has to verify: the rows and figures of the course's plan, by their identifiers."""


def expand(text):
    """`GM-01..03 F3-02 F4-54a` names GM-01, GM-02, GM-03, F3-02 and F4-54a."""
    names = []
    for word in text.split():
        stem, _, last = word.partition("..")
        group, number = stem.rsplit("-", 1)
        if not number.isdigit():
            names.append(stem)
            continue
        for index in range(int(number), int(last or number) + 1):
            names.append(f"{group}-{index:02d}")
    return set(names)


# What Swift tests show is not listed, such as VA-24: each layer's gradient is checked against
# differences. VA-14 has no law of its own: it is the sequence autoencoder of lab 10.
LABS = {
    "01-two-ways-to-model-data": expand(
        "FD-01..05 FD-08..10 FD-12 FD-14..15 FD-18..20 FD-22 CL-01..09 CL-14 OT-02 DS-01 "
        "F0-02 F0-07 F1-02..03 F2-01..03 F4-01"
    ),
    "02-directed-graphical-models": expand("GM-01..07 DS-14 CL-11 F3-01..04 F4-11"),
    "03-density-estimation": expand("DE-01..09 CL-15 F4-03..08"),
    "04-mixtures-and-em": expand("MX-01..07 FD-06..07 FD-11 FD-21 CL-10 F0-03..06 F2-04 F4-09"),
    "05-variational-inference": expand("VI-01..15 CL-12 F0-08..09 F3-05..08 F4-64..65"),
    "06-pca-and-probabilistic-pca": expand("LV-01..08 CL-13 FD-05 FD-07 F2-05..06 F2-08..09 F4-10 F4-14"),
    "07-boltzmann-machines": expand("BM-01..16 FD-13 F1-04 F4-15..19"),
    "08-restricted-boltzmann-machines": expand("RB-01..11 DS-02 F1-04..05 F4-20..21"),
    "10-autoencoders": expand("AE-01..12 LV-09 F1-08 F2-07 F2-08 F2-10 F2-14..15 F4-12 F4-28..31"),
    "11-autoregressive-models": expand("AR-01..14 DS-06 DS-11 DS-13 F4-32..39 E-35") | {"F4-36a", "E-35b"},
    "12-masked-autoregressive-models": expand("AR-15..20 E-37 F4-40..43"),
    "14-gan": expand(
        "GA-01..26 CL-15 F1-13..14 F1-16 F1-18 F4-50 F4-52 F4-53b F4-54 F4-54a F4-55 F4-55a F4-56"
    ),
    "16-variational-autoencoders": expand(
        "VA-01..12 VA-21..23 FD-16 F0-10..11 F1-09..12 F2-11..13 F4-13 F4-62 F4-66"
    ),
    "16-vae-variants": expand("VA-13 VA-15..20 FD-17 F1-15 F2-16..17 F4-63 F4-67"),
    "17-normalizing-flows": expand("NF-01..14 DS-08 DS-12 F4-68..74"),
    # NF-23, a survey, is a table to read.
    "17-flows-glow-and-autoregressive": expand("NF-15..22 F4-75..77"),
}

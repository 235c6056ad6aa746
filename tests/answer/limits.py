"""Questions and sources with a limit in them that a hasty reader misses; each read as a person reads the answer.

Half of them, `aside`, were set aside while the engine was built for the others, and counted at the end.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A question, the text of one source, and what its answer must be like; all are regular expressions.

    `direct` is in the first statement of the direct answer, `not_direct` in none of it, `never` in nothing shown;
    `shown` is somewhere (a statement with its note, a row with its table's); `noted` leads with a note only.
    """

    sort: str
    question: str
    body: str
    direct: str = ""
    not_direct: str = ""
    never: str = ""
    shown: str = ""
    noted: str = ""
    title: str = "A source"
    aside: bool = False


# Enough words to fill a passage, so that the next sentence begins another one.
_FILLER = (
    "Kolvitis was first described in fishermen of the northern coast, where it was known by the name of the winter "
    "that brought it. It is told from the common cold by the colour of the nails, by a cough that comes at night, and "
    "by the time of the year. "
)

LIMITS = (
    # -- what a question leaves out
    Limit(
        "left out",
        "What causes zorvalitis other than varicella?",
        "## Causes\n\nZorvalitis is most often caused by varicella, in half of all patients.\n\n"
        "Zorvalitis is caused by mumps in a tenth of the patients.",
        direct="mumps",
        never="by varicella",
    ),
    Limit(
        "left out",
        "Apart from colchicine, what is used to treat gout?",
        "## Treatment\n\nColchicine is used to treat gout at a dose of 0.5 mg.\n\nNaproxen is used to treat gout.",
        direct="Naproxen",
        never="Colchicine",
        shown="Naproxen",
    ),
    Limit(
        "left out",
        "What can be used besides ibuprofen for tension headache?",
        "## Treatment\n\nTension headache is treated with ibuprofen 400 mg.\n\n"
        "Tension headache is treated with paracetamol, too, where ibuprofen is not tolerated.",
        direct="paracetamol",
        never="ibuprofen 400",
    ),
    Limit(
        "left out",
        "How is chronic cough that is not due to asthma treated?",
        "## Asthma\n\nChronic cough is treated with inhaled budesonide.\n\n"
        "## Reflux\n\nChronic cough is treated with omeprazole.",
        never="budesonide",
        shown="omeprazole",
    ),
    Limit(
        "left out",
        "What causes hair loss if it is not iron deficiency?",
        "## Causes\n\nIron deficiency is a cause of hair loss in women.\n\nThyroid disease is a cause of hair loss.",
        direct="Thyroid",
        never="Iron deficiency is",
    ),
    Limit(
        "left out",
        "What are the causes of pancreatitis, excluding alcohol?",
        "## Causes\n\nAlcohol is the cause of 40 % of cases of pancreatitis.\n\n"
        "Causes of pancreatitis are gallstones, alcohol and some drugs.",
        direct="gallstones",
        never="40 %",
    ),
    Limit(
        "left out",
        "What are the treatments of bacterial sore throat other than penicillin?",
        "## Treatment\n\nBacterial sore throat is treated with penicillin for ten days.\n\n"
        "In patients allergic to penicillin, bacterial sore throat is treated with clarithromycin.",
        direct="clarithromycin",
        never="penicillin for ten",
    ),
    Limit(
        "left out",
        "Which medicines except beta blockers prevent migraine?",
        "## Prevention\n\nBeta blockers prevent migraine in half of the patients.\n\n"
        "Topiramate prevents migraine in adults.",
        direct="Topiramate",
        never="Beta blockers prevent",
        aside=True,
    ),
    Limit(
        "left out",
        "Aside from surgery, how can carpal tunnel syndrome be treated?",
        "## Treatment\n\nCarpal tunnel syndrome is treated by surgery when the thumb is weak.\n\n"
        "Carpal tunnel syndrome is treated with a splint at night.",
        direct="splint",
        never="by surgery",
        aside=True,
    ),
    Limit(
        "left out",
        "How is pneumonia not caused by pneumococcus treated?",
        "## Treatment\n\n### Pneumococcus\n\nPneumonia is treated with penicillin.\n\n"
        "### Legionella\n\nPneumonia is treated with levofloxacin.",
        never="penicillin",
        shown="levofloxacin",
        aside=True,
    ),
    Limit(
        "left out",
        "Which tests other than MRI can diagnose zorvalitis?",
        "## Diagnosis\n\nZorvalitis is diagnosed by MRI in 95 % of the patients.\n\n"
        "Zorvalitis is diagnosed by a test of the spinal fluid.",
        direct="spinal fluid",
        never="by MRI",
        aside=True,
    ),
    Limit(
        "left out",
        "Side effects of zolmarin other than nausea?",
        "## Side effects\n\nNausea is the commonest side effect of zolmarin.\n\n"
        "Side effects of zolmarin are nausea, headache and rash.",
        direct="headache and rash",
        never="commonest",
        aside=True,
    ),
    Limit(
        "left out",
        "If a swollen knee is not gout, what else can it be caused by?",
        "## Causes\n\nA swollen knee is caused by gout in older men.\n\n"
        "A swollen knee is caused by a torn meniscus in young athletes.",
        direct="meniscus",
        never="by gout",
        aside=True,
    ),
    Limit(
        "left out",
        "What else lowers cholesterol besides statins?",
        "## Treatment\n\nStatins lower cholesterol by a third.\n\nEzetimibe lowers cholesterol by a fifth.\n\n"
        "Unlike statins, bempedoic acid lowers cholesterol without pain in the muscles.",
        direct="Ezetimibe|bempedoic",
        never="by a third",
        shown="bempedoic",
        aside=True,
    ),
    # -- what comes after a treatment has failed
    Limit(
        "failed",
        "How is trigeminal neuralgia managed when drugs fail?",
        "## Treatment\n\nTrigeminal neuralgia is treated with carbamazepine.\n\n"
        "If medication does not relieve the pain of trigeminal neuralgia, surgery is advised.",
        direct="surgery",
        not_direct="with carbamazepine",
    ),
    Limit(
        "failed",
        "What is next for psoriatic arthritis if methotrexate has not worked?",
        "## Treatment\n\nPsoriatic arthritis is treated with methotrexate.\n\n"
        "After failure of methotrexate, psoriatic arthritis is treated with adalimumab.",
        direct="adalimumab",
        not_direct="with methotrexate",
    ),
    Limit(
        "failed",
        "What is given to patients with ulcerative colitis who do not respond to mesalazine?",
        "## First-line treatment\n\nMesalazine is given for ulcerative colitis.\n\n"
        "## No response to mesalazine\n\nPrednisolone is given for ulcerative colitis.",
        not_direct="Mesalazine is given",
        shown="Prednisolone",
    ),
    Limit(
        "failed",
        "How is depression treated after failure of an SSRI?",
        "## Treatment\n\nDepression is treated with sertraline or with cognitive therapy.",
        noted="sertraline",
    ),
    Limit(
        "failed",
        "What is the treatment of refractory chronic urticaria?",
        "## Treatment\n\nThe treatment of chronic urticaria is cetirizine once daily.\n\n"
        "The treatment of chronic urticaria that is resistant to antihistamines is omalizumab.",
        direct="omalizumab",
        not_direct="cetirizine",
    ),
    Limit(
        "failed",
        "My reflux is no better on omeprazole. What else can be done for reflux?",
        "## Treatment\n\nReflux is treated with omeprazole for eight weeks.\n\n"
        "Reflux that persists despite omeprazole is treated with surgery.",
        direct="surgery",
        not_direct="for eight weeks",
    ),
    Limit(
        "failed",
        "How is trigeminal neuralgia treated?",
        "## Treatment\n\nTrigeminal neuralgia is treated with carbamazepine.\n\n"
        "If medication does not relieve the pain of trigeminal neuralgia, surgery is advised.",
        direct="carbamazepine",
    ),
    Limit(
        "failed",
        "What is the treatment of nocturnal enuresis if the alarm did not help?",
        "## Treatment\n\nThe treatment of nocturnal enuresis is an alarm.\n\n"
        "The treatment of nocturnal enuresis when an alarm has been unsuccessful is desmopressin.",
        direct="desmopressin",
        not_direct="is an alarm",
        aside=True,
    ),
    Limit(
        "failed",
        "What is second-line treatment of essential tremor?",
        "## Treatment\n\nEssential tremor is treated with propranolol.\n\n"
        "Primidone is used to treat essential tremor as a second-line drug.",
        direct="Primidone",
        not_direct="propranolol",
        aside=True,
    ),
    Limit(
        "failed",
        "Epilepsy resistant to two drugs: how is it treated?",
        "## Treatment\n\nEpilepsy is treated with lamotrigine or levetiracetam.\n\n"
        "Drug-resistant epilepsy is treated by surgery where the focus is known.",
        direct="surgery",
        not_direct="lamotrigine",
        aside=True,
    ),
    Limit(
        "failed",
        "How is acne treated that is not responding to antibiotics?",
        "## Treatment\n\nAcne is treated with doxycycline for twelve weeks.",
        noted="doxycycline",
        aside=True,
    ),
    Limit(
        "failed",
        "What is done for restless legs when iron was ineffective?",
        "## Treatment\n\nRestless legs are treated with iron when ferritin is low.\n\n"
        "Restless legs are treated with pramipexole if iron is not enough.",
        direct="pramipexole",
        not_direct="ferritin",
        aside=True,
    ),
    Limit(
        "failed",
        "Hypertension is still uncontrolled on three drugs: how should it be treated?",
        "## Treatment\n\nHypertension is treated with amlodipine.\n\n"
        "Hypertension that is not controlled by three drugs is treated with spironolactone in addition.",
        direct="spironolactone",
        not_direct="amlodipine",
        aside=True,
    ),
    Limit(
        "failed",
        "Which treatment follows in plantar fasciitis after unsuccessful stretching?",
        "## Treatment\n\nPlantar fasciitis is treated with stretching.\n\n"
        "## When first treatments have failed\n\nPlantar fasciitis is treated with shock waves.",
        not_direct="with stretching",
        shown="shock waves",
        aside=True,
    ),
    # -- how much there is of a disease
    Limit(
        "extent",
        "How should impetigo be treated if there are a lot of sores?",
        "## Treatment\n\nImpetigo with few sores is treated with topical fusidic acid.\n\n"
        "Impetigo with many sores is treated with oral flucloxacillin.",
        direct="flucloxacillin",
        not_direct="fusidic",
    ),
    Limit(
        "extent",
        "How is widespread ringworm treated?",
        "## Treatment\n\nLocalised ringworm is treated with terbinafine cream for two weeks.\n\n"
        "Extensive ringworm is treated with terbinafine tablets.",
        direct="tablets",
        not_direct="cream",
    ),
    Limit(
        "extent",
        "How are a few small warts treated?",
        "## Treatment\n\nNumerous warts are treated with acitretin.\n\nA few warts are treated with salicylic acid.",
        direct="salicylic",
        not_direct="acitretin",
    ),
    Limit(
        "extent",
        "How is vitiligo treated that is all over the body?",
        "## Treatment\n\nVitiligo is treated with tacrolimus ointment if only small areas are affected.",
        not_direct="tacrolimus",
        noted="tacrolimus",
    ),
    Limit(
        "extent",
        "How is scabies treated if there are many lesions?",
        "## Treatment\n\nScabies is treated with permethrin cream.\n\n"
        "Scabies with multiple lesions is treated with ivermectin by mouth.",
        direct="ivermectin",
        not_direct="permethrin",
    ),
    Limit(
        "extent",
        "How is herpes stomatitis with lots of ulcers treated?",
        "## Treatment\n\nHerpes stomatitis with a single ulcer is treated with chlorhexidine.\n\n"
        "Herpes stomatitis with numerous ulcers is treated with aciclovir.",
        direct="aciclovir",
        not_direct="chlorhexidine",
        aside=True,
    ),
    Limit(
        "extent",
        "How is psoriasis treated that covers most of the body?",
        "## Treatment\n\nPsoriasis of limited extent is treated with betamethasone cream.\n\n"
        "Psoriasis of large areas is treated with phototherapy.",
        direct="phototherapy",
        not_direct="betamethasone",
        aside=True,
    ),
    Limit(
        "extent",
        "How is a solitary actinic keratosis treated?",
        "## Treatment\n\nMultiple actinic keratoses are treated with fluorouracil cream.\n\n"
        "A single actinic keratosis is treated with liquid nitrogen.",
        direct="nitrogen",
        not_direct="fluorouracil",
        aside=True,
    ),
    Limit(
        "extent",
        "Impetigo with numerous blisters: how is it treated?",
        "## Treatment\n\nImpetigo is treated with an antiseptic cream.\n\n"
        "### Widespread impetigo\n\nImpetigo is treated with oral flucloxacillin.",
        not_direct="antiseptic",
        shown="flucloxacillin",
        aside=True,
    ),
    # -- footnotes of a table
    Limit(
        "footnote",
        "What is the dose of zolmarin in gout?",
        "## Dose\n\nTable: Dose of zolmarin by disease\n\n| Disease | Dose |\n|---|---|\n"
        "| Gout† | 40 mg daily |\n| Psoriasis | 20 mg daily |\n\n† Only in adults under 65 years.",
        shown="40 mg.*under 65",
    ),
    Limit(
        "footnote",
        "How often does zolmarin cure kolvitis?",
        "## Results\n\nTable: Cure of kolvitis, 300 adults\n\n| Drug | Cure* |\n|---|---|\n"
        "| Zolmarin | 84 % |\n| Placebo | 20 % |\n\n\\* Of those who finished the treatment.",
        shown="84 %.*finished",
    ),
    Limit(
        "footnote",
        "What is the dose of calvipine in kolvitis?",
        "## Dose\n\nTable: Dose of calvipine by disease\n\n| Disease | Dose |\n|---|---|\n"
        "| Kolvitis | 10 mg<sup>a</sup> |\n| Gout | 5 mg |\n\n<sup>a</sup> Halve the dose on dialysis.",
        shown="10 mg.*Halve",
    ),
    Limit(
        "footnote",
        "What is the dose of zolmarin in psoriasis?",
        "## Dose\n\nTable: Dose of zolmarin in psoriasis and gout\n\n| Disease | Dose |\n|---|---|\n"
        "| Psoriasis‡ | 20 mg daily |\n| Gout§ | 40 mg daily |\n\n‡ Not with warfarin.\n\n§ Only under 65 years.",
        shown="20 mg.*warfarin",
        aside=True,
    ),
    Limit(
        "footnote",
        "How common is rash with dorvatil?",
        "## Side effects\n\nTable: Side effects of dorvatil^a, 400 adults\n\n| Side effect | Dorvatil |\n|---|---|\n"
        "| Rash | 12 % |\n| Cough | 3 % |\n\n^a At twice the usual dose.",
        shown="12 %.*twice the usual",
        aside=True,
    ),
    Limit(
        "footnote",
        "What is the dose of ferolide in anaemia?",
        "## Dose\n\nTable: Dose of ferolide by disease\n\n| Disease | Dose |\n|---|---|\n"
        "| Anaemia (1) | 60 mg daily |\n| Heart failure | 30 mg daily |\n\n(1) Not in thalassaemia.",
        shown="60 mg.*thalassaemia",
        aside=True,
    ),
    # -- a limit in the next passage
    Limit(
        "next passage",
        "Can zolmarin be given with warfarin in kolvitis?",
        f"## Interactions\n\n{_FILLER}Zolmarin may be given with warfarin in kolvitis. "
        f"This does not hold when the INR is above 3. {_FILLER}",
        never="with warfarin in kolvitis.$",
        shown="INR",
    ),
    Limit(
        "next passage",
        "Is calvipine recommended in kolvitis?",
        f"## Treatment\n\n{_FILLER}Calvipine is recommended for all adults with kolvitis. "
        f"That recommendation has been withdrawn. {_FILLER}",
        never="with kolvitis.$",
        shown="withdrawn",
    ),
    Limit(
        "next passage",
        "How often does dorvatil cure kolvitis?",
        f"## Results\n\n{_FILLER}Dorvatil cured kolvitis in 64 % of the patients. "
        f"A year later it had come back in all of them. {_FILLER}",
        never="of the patients.$",
        shown="come back",
    ),
    Limit(
        "next passage",
        "Is surgery needed for kolvitis?",
        f"## Treatment\n\n{_FILLER}Kolvitis needs no surgery in adults of any age. "
        f"Where the nails have turned black, an operation is advised. {_FILLER}",
        never="of any age.$",
        shown="operation",
        aside=True,
    ),
    Limit(
        "next passage",
        "Does ferolide prevent relapse of kolvitis?",
        f"## Results\n\n{_FILLER}Ferolide prevented relapse of kolvitis in 80 % of adults. "
        f"None of three larger trials could confirm this. {_FILLER}",
        never="80 % of adults.$",
        shown="confirm",
        aside=True,
    ),
    Limit(
        "next passage",
        "What is the dose of brentaxin in kolvitis?",
        f"## Dose\n\n{_FILLER}The dose of brentaxin in kolvitis is 500 mg every 8 hours.\n\n"
        f"If creatinine clearance is under 30 mL/min, this must be halved. {_FILLER}",
        never="every 8 hours.$",
        shown="halved",
        aside=True,
    ),
)

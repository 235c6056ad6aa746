"""What is asked of a subject, in the many wordings in which people ask; and words that only look as if they asked.

The kinds are those of Ely et al. (BMJ 2000;321:429-432) and of MedQuAD (BMC Bioinformatics 2019;20:511).
"""

from __future__ import annotations

import pytest

from curbside.answer.aspects import aspect_of_title, aspects_of_question
from curbside.evidence.kinds import Aspect

ASKED = {
    Aspect.REFERRAL: [
        "Is a drooping eyelid one for neurology?",
        "Should parents be worried about a soft lump?",
        "At which point is it time to get help for a panic attack?",
        "Is a high fever in a toddler something to be alarmed about?",
        "Does a cat bite warrant a trip to casualty?",
        "When should I call my doctor about a nosebleed?",
        "When should I see a doctor for a sprained wrist?",
        "When do I need to go to the emergency room with hives?",
        "How bad does a sore throat have to get before I see someone?",
        "How severe must vertigo be before I go to my GP?",
        "Do I need to see a doctor for shingles?",
        "Should I go to hospital with a broken rib?",
        "When to contact a medical professional about snoring",
        "When to seek medical help for a cough",
        "Nosebleed: when should I call 911?",
        "Chest tightness - when do I phone for an ambulance?",
        "At what point does hoarseness need medical attention?",
        "Which patients with pancreatitis have to be admitted?",
        "Who with cellulitis needs hospital admission?",
        "Which children with croup must go into hospital?",
        "Is a swollen testicle an emergency?",
        "When should I worry about a mole?",
        "My child swallowed a coin. Do I have to go to the ER?",
    ],
    Aspect.PROGNOSIS: [
        "How deadly is Ebola?",
        "Do people bounce back from Guillain-Barre syndrome?",
        "What is the expected course of Bell's palsy?",
        "Will my eczema ever go?",
        "How many years can someone live with ALS?",
        "Does ITP tend to come back after treatment?",
        "Is Krabbe disease fatal?",
        "Can a brown recluse bite be deadly?",
        "Which muscular dystrophies are fatal?",
        "Is amyloidosis life-threatening?",
        "Do babies with trisomy 13 survive?",
        "Do children with Tay-Sachs reach adulthood?",
        "What lies ahead for a child with Rett syndrome?",
        "My son has Alport syndrome. What lies ahead?",
        "What can I expect after a hip replacement in the long run?",
        "What happens to people with sarcoidosis over time?",
        "Does restless legs syndrome get worse with age?",
        "Will Bell's palsy go away on its own?",
        "Does gout come back?",
        "Can a Baker's cyst recur?",
        "How long does it take for a frozen shoulder to get better?",
        "How long does shingles take to clear up?",
        "How long does it take to recover from mononucleosis?",
        "Life span of people with cystic fibrosis",
        "Can someone with lupus live a normal life?",
        "Is the hearing loss of Meniere's disease permanent?",
        "What are the chances of recovery after a stroke?",
        "How serious is pericarditis?",
        "Do children outgrow febrile seizures?",
        "How do people with dermatomyositis fare?",
        "Is hearing loss in mumps reversible?",
        "What is in store for somebody with Huntington disease?",
    ],
    Aspect.TREATMENT: [
        "Best cream for scabies?",
        "Any point in zinc for a cold?",
        "How should croup be handled at home?",
        "What can I take for hay fever?",
        "Is there anything for trigeminal neuralgia?",
        "Is there a cure for vitiligo?",
        "Is psoriasis curable?",
        "Can hepatitis C be cured?",
        "vitiligo cure?",
        "What helps against motion sickness?",
        "How can I get rid of head lice?",
        "What relieves the itching of hives?",
        "What can be done about tinnitus?",
        "What should I do about a bee sting?",
        "What to do for a burn?",
        "How do I deal with morning sickness?",
        "Home remedies for heartburn",
        "first aid for snake bites",
        "What is given for scabies?",
        "How do I look after a child with croup?",
    ],
    Aspect.DIAGNOSIS: [
        "How reliable is a urine dipstick?",
        "Can we rely on a negative smear?",
        "What tells rubella from measles?",
        "How do doctors find out that a thyroid is underactive?",
        "How is coeliac disease recognised?",
        "How do I know if I have ringworm?",
        "How can I tell if a mole is cancer?",
        "How can you tell whether it is flu?",
        "How is pertussis confirmed?",
        "How is a pulmonary embolism ruled out?",
        "When is phenylketonuria usually discovered?",
        "What blood work is done for lupus?",
        "What work-up is usual in suspected sarcoidosis?",
        "How are kidney stones picked up?",
        "How do you tell croup from epiglottitis?",
        "Ferritin cut-off for iron deficiency?",
    ],
    Aspect.SYMPTOMS: [
        "What else goes with coeliac disease?",
        "What does impetigo look like?",
        "What does a kidney stone feel like?",
        "How does Wilson disease first show itself?",
        "How does Addison disease present?",
        "How does a pheochromocytoma present itself to the patient?",
        "How does CADASIL manifest?",
        "What would I notice if I had shingles?",
        "What are the first signs of measles?",
        "What are the clinical features of acromegaly?",
        "signs and symptoms of pericarditis",
        "What do people with fibromyalgia complain of?",
        "What are the symptoms of Hereditary hemorrhagic telangiectasia?",
        "What are the symptoms of Autosomal dominant polycystic kidney disease?",
        "What are the symptoms of X-linked hypophosphatemia?",
        "What are the symptoms of disseminated gonococcal infection?",
    ],
    Aspect.PREVENTION: [
        "How do I keep ringworm from spreading?",
        "How can I stop athlete's foot from coming back?",
        "What can I do to lower my risk of a stroke?",
        "How do I protect myself against Lyme disease?",
        "How can I reduce my chances of getting kidney stones?",
        "What should people with porphyria avoid?",
        "How can travellers ward off malaria?",
    ],
    Aspect.CAUSE: [
        "Which drugs can trigger psoriasis?",
        "What medicines make asthma worse?",
        "Does tea make kidney stones more likely?",
        "How does one come down with Legionnaires disease?",
        "Who tends to get rosacea?",
        "Which people are prone to gout?",
        "What triggers migraine?",
        "migraine triggers",
        "Which foods set off a gout attack?",
        "What brings on hives?",
        "How do you catch giardiasis?",
        "How do people get hepatitis A?",
        "Where does lead poisoning come from?",
        "Which ethnic groups face a higher risk of sickle cell disease?",
        "Who is more likely to get glaucoma?",
        "Who gets gallstones?",
        "What causes Hereditary spherocytosis?",
        "Why do people get cataracts?",
    ],
    Aspect.FREQUENCY: [
        "Rate of deafness after meningitis?",
        "How widespread is hepatitis B?",
        "Is sarcoidosis common?",
        "How many Americans live with gout?",
        "How many           live with gout?",
        "Is Kawasaki disease rare?",
        "How rare is porphyria?",
        "How many babies are born with clubfoot?",
        "Is mesothelioma a rare cancer?",
        "What are the odds of twins?",
    ],
    Aspect.INHERITANCE: [
        "Can my kids get Huntington's from me?",
        "Is hemochromatosis hereditary?",
        "Is Marfan syndrome dominant or recessive?",
        "What are the genetic changes related to Noonan syndrome?",
        "Does Crohn's disease run in families?",
        "Is glaucoma genetic?",
    ],
    Aspect.DOSE: [
        "I forgot my levothyroxine this morning. What now?",
        "How many months do I have to take isoniazid?",
        "When should I take my statin?",
        "How many milligrams of prednisone does polymyalgia need?",
        "How much amoxicillin for a child with otitis?",
        "atenolol missed dose",
        "What if I forget to take my warfarin?",
        "How should alendronate be taken?",
        "How long may ibuprofen be taken without asking a doctor?",
        "How long do patients take apixaban after a clot?",
    ],
    Aspect.MONITORING: [
        "Changed the warfarin dose today. When do I recheck the INR?",
        "How often should thyroid function be checked on amiodarone?",
    ],
    Aspect.SAFETY: [
        "What are the downsides of prednisone?",
        "What can go wrong with a hip replacement?",
        "What might go wrong after a biopsy of the lung?",
        "Which problems are common after a tonsil operation?",
        "What are the dangers of tattoos?",
        "Can I drink alcohol while taking metronidazole?",
        "Who should not take isotretinoin?",
        "What are the complications of measles?",
    ],
    Aspect.DEFINITION: [
        "What exactly is sarcoidosis?",
        "What's meant by idiopathic?",
        "Explain Sjogren's syndrome",
        "When does blood pressure count as high?",
        "What does dyspraxia mean?",
        "What is hereditary angioedema?",
        "What is fatal familial insomnia?",
        "What is relapsing polychondritis?",
        "What is progressive supranuclear palsy?",
        "What is metastatic squamous neck cancer?",
        "What is disseminated intravascular coagulation?",
        "What is avoidant restrictive food intake disorder?",
        "What is causalgia?",
        "What is a curette?",
        "What is referred pain?",
        "What is emergency contraception?",
        "What is trigger finger?",
        "What is X-linked agammaglobulinemia?",
        "What is recurrent respiratory papillomatosis?",
        "What is a screening colonoscopy?",
        "What is ovarian, fallopian tube, and primary peritoneal cancer?",
        "How long must diarrhoea last to be called persistent?",
        "When is a fever considered high?",
        "What counts as severe asthma?",
        "Do you have information about Genetic Counseling",
    ],
}
# What begins like a question of an aspect and asks another, or none.
NOT_ASKED = [
    ("How long does it take to recover from a concussion?", Aspect.DOSE),
    ("How do I find a support group for lupus?", Aspect.DIAGNOSIS),
    ("Who discovered insulin?", Aspect.DIAGNOSIS),
    ("Are there common side effects of prednisone?", Aspect.FREQUENCY),
    ("Is it safe to give a fatal dose?", Aspect.PROGNOSIS),
    ("Does aspirin reach the brain?", Aspect.PROGNOSIS),
    ("Which doctors treat gout?", Aspect.REFERRAL),
    ("Treatment of recurrent cystitis", Aspect.PROGNOSIS),
    ("Treatment of hereditary angioedema", Aspect.INHERITANCE),
    ("How is hereditary pancreatitis diagnosed?", Aspect.INHERITANCE),
    ("How are X-linked ichthyosis and eczema treated?", Aspect.INHERITANCE),
    ("Emergency treatment of hyperkalaemia", Aspect.REFERRAL),
    ("Is the trigger point in the shoulder?", Aspect.CAUSE),
    ("In order to sleep, do people with asthma sit up?", Aspect.DIAGNOSIS),
    ("Does hospital food matter in diabetes?", Aspect.REFERRAL),
    ("How does measles present a problem for schools?", Aspect.SYMPTOMS),
    ("I missed my period. What now?", Aspect.DOSE),
    ("When should blood be taken for culture?", Aspect.TREATMENT),
    ("What can I take to prevent altitude sickness?", Aspect.TREATMENT),
    ("What can look like a stroke on a scan but is not one?", Aspect.SYMPTOMS),
    ("Is impetigo contagious?", Aspect.CAUSE),
    ("Can I get a flu shot with an egg allergy?", Aspect.CAUSE),
]


@pytest.mark.parametrize(
    ("text", "aspect"), [pytest.param(text, aspect, id=text) for aspect, texts in ASKED.items() for text in texts]
)
def test_what_is_asked_is_recognised_however_it_is_worded(text: str, aspect: Aspect) -> None:
    assert aspects_of_question(text)[0] is aspect


@pytest.mark.parametrize(("text", "aspect"), NOT_ASKED)
def test_words_that_only_look_like_it_do_not_ask(text: str, aspect: Aspect) -> None:
    assert aspects_of_question(text)[0] is not aspect


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("Is there a cure for vitiligo?", Aspect.PROGNOSIS),
        ("What are the warning signs of a stroke?", Aspect.SYMPTOMS),
        ("What are the treatment options and life expectancy of gastrinoma?", Aspect.PROGNOSIS),
    ],
)
def test_words_that_ask_two_things_ask_for_both(text: str, also: Aspect) -> None:
    assert also in aspects_of_question(text)[1:]


@pytest.mark.parametrize(
    ("title", "aspect"),
    [
        ("What are the symptoms of Autosomal recessive polycystic kidney disease ?", Aspect.SYMPTOMS),
        ("What is (are) Hereditary spherocytosis ?", Aspect.DEFINITION),
        ("What is the outlook for Neurological Complications of Lyme Disease ?", Aspect.PROGNOSIS),
        ("What are the treatments for Disseminated Intravascular Coagulation ?", Aspect.TREATMENT),
        ("What causes Craniometaphyseal dysplasia, autosomal dominant ?", Aspect.CAUSE),
    ],
)
def test_a_title_that_asks_is_not_misled_by_the_name_in_it(title: str, aspect: Aspect) -> None:
    assert aspect_of_title(title) is aspect


def test_how_often_a_medicine_goes_in_asks_for_its_dose() -> None:
    assert aspects_of_question("What is zorbamycin and how often do the drops go in?")[0] is Aspect.DOSE
    assert aspects_of_question("How often do the pills cause a cough?")[0] is Aspect.FREQUENCY

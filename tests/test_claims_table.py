"""Constructions of world news, each as an invented sentence with the claims that it must give: no more, no less."""

from __future__ import annotations

import pytest

from tests.test_claims import claims, expected, told

SUBJECTS = [
    ("Turkey rejected the ceasefire.", "Turkey oppose ceasefire"),
    ("The ceasefire was rejected by Turkey.", "Turkey oppose ceasefire"),
    ("Turkey and Syria rejected the ceasefire.", "Turkey oppose ceasefire; Syria oppose ceasefire"),
    ("A spokesman for Hezbollah rejected the ceasefire.", "Hezbollah oppose ceasefire"),
    ("Officials from Turkey rejected the ceasefire.", "Turkey oppose ceasefire"),
    ("A Taliban spokesman rejected the ceasefire.", "Taliban oppose ceasefire"),
    ("A senior Kabul official rejected the ceasefire.", "Kabul oppose ceasefire"),
    ("Hezbollah, which rejected the ceasefire, holds two valleys.", "Hezbollah oppose ceasefire"),
    ("The militia, Hezbollah, rejected the ceasefire.", "Hezbollah oppose ceasefire"),
    ("Karzai met the elders and rejected the ceasefire.", "Karzai oppose ceasefire"),
    ("Iran wants to hold a referendum.", "Iran support elections"),
    ("Iran plans to boycott the summit of the bloc.", "Iran oppose diplomatic-relations"),
    ("Germany began to withdraw its troops in spring.", "Germany oppose foreign-troops"),
    ("Turkey continues to support the ceasefire.", "Turkey support ceasefire"),
    ("A plan backed by Russia failed.", ""),
    ("Sanctions backed by Russia hit the port.", "Russia support sanctions"),
    ("Merkel, speaking in Oslo, called for a ceasefire.", "Merkel support ceasefire"),
    ("Speaking in Oslo, Merkel called for a ceasefire.", "Merkel support ceasefire"),
    ("The Afghan government opposes the referendum.", "Kabul oppose elections"),
]

NOUNS = [
    ("Kabul's offer of talks is still valid.", "Kabul support peace-talks"),
    ("Israel's rejection of the truce surprised the mediators.", "Israel oppose ceasefire"),
    ("Turkey voiced its opposition to the sanctions.", "Turkey oppose sanctions"),
    ("Germany expressed support for the peace process.", "Germany support peace-talks"),
    ("Opposition from Germany to the sanctions is growing.", "Germany oppose sanctions"),
    ("Merkel reiterated her call for a ceasefire.", "Merkel support ceasefire"),
    ("Russia's demand for an end to the sanctions was ignored.", "Russia oppose sanctions"),
    ("Karzai is a critic of NATO.", "Karzai oppose NATO"),
    ("Syria's withdrawal of troops took nine weeks.", "Syria oppose foreign-troops"),
    ("Turkey came out in favor of the referendum.", "Turkey support elections"),
    ("Washington's decision to impose sanctions angered traders.", "United States support sanctions"),
    ("Germany announced plans to withdraw its troops.", "Germany oppose foreign-troops"),
    ("Iran spurned Germany's offer of talks.", "Iran oppose peace-talks; Germany support peace-talks"),
]

TARGETS = [
    ("Russia criticized Turkey.", "Russia oppose Turkey"),
    ("Russia criticized Turkey for its silence.", "Russia oppose Turkey"),
    ("Lavrov condemned Israel's conduct in the valley.", "Lavrov oppose Israel"),
    ("Merkel praised Karzai for his patience.", "Merkel support Karzai"),
    ("Israel accused Hezbollah of hiding rockets.", "Israel oppose Hezbollah"),
    ("Hezbollah was blamed by Israel for the delay.", "Israel oppose Hezbollah"),
    ("Iran backs Syria.", "Iran support Syria"),
    ("Merkel thanked Turkey for its help.", "Merkel support Turkey"),
    ("Iran threatened Israel on Sunday.", "Iran oppose Israel"),
    ("Iran opposes foreign troops in the region.", "Iran oppose foreign-troops"),
    ("Turkey refused to sign the trade agreement.", "Turkey oppose trade"),
    ("Turkey refused to withdraw its troops.", "Turkey support foreign-troops"),
    ("Germany agreed to lift the sanctions.", "Germany oppose sanctions"),
    ("Germany called for an end to the sanctions.", "Germany oppose sanctions"),
    ("Germany called for sanctions to be lifted.", "Germany oppose sanctions"),
    ("Iran halted uranium enrichment last week.", "Iran oppose nuclear-programme"),
    ("Merkel urged Iran to halt uranium enrichment.", "Merkel oppose nuclear-programme"),
    ("Syria demanded the withdrawal of foreign troops.", "Syria oppose foreign-troops"),
    ("Israel released ninety prisoners on Friday.", "Israel support prisoner-release"),
    ("Turkey urged Israel to release the hostages.", "Turkey support prisoner-release"),
    ("Russia recognized the breakaway republic.", "Russia support recognition"),
    ("Karzai wants a coalition government.", "Karzai support power-sharing"),
    ("Lavrov asked Merkel to step down.", "Lavrov oppose leadership"),
    ("Karzai appointed Lavrov as envoy.", "Karzai support leadership"),
    ("Japan pledged to send humanitarian aid.", "Japan support foreign-aid"),
    ("Germany offered to take more refugees.", "Germany support refugees"),
    ("Turkey wants to join the European Union.", "Turkey support alliance"),
    ("Turkey imposed an embargo on Syria.", "Turkey support sanctions"),
    ("Germany warned Turkey against an invasion.", "Germany oppose military-operations"),
    ("Germany warned Turkey not to launch an offensive.", "Germany oppose military-operations"),
    ("Russia and Japan held free trade talks.", "Russia support trade; Japan support trade"),
    ("Russia and Japan held talks on trade.", "Russia support trade; Japan support trade"),
    ("Kabul invited the Taliban to peace talks.", "Kabul support peace-talks"),
    ("Lavrov arrived in Ankara for talks with the mediators.", "Lavrov support peace-talks"),
    ("Japan will ratify the climate deal.", "Japan support reform"),
    ("Karzai vowed to fight the drug trade.", "Karzai oppose narcotics"),
    ("Japan and Germany agreed to fight terrorism.", "Japan oppose terrorism; Germany oppose terrorism"),
    ("Merkel condemned the massacre in the village.", "Merkel support human-rights"),
    ("Merkel condemned the suicide bombing.", "Merkel oppose terrorism"),
    ("Serbia is small, but Russia supports its territorial integrity.", "Russia support sovereignty"),
    ("Germany demanded an independent investigation.", "Germany support justice"),
    ("Turkey proposed a joint missile defense system.", "Turkey support security-agreement"),
    ("Iran called the sanctions illegal.", "Iran oppose sanctions"),
    ("Merkel described the election as fair.", "Merkel support elections"),
    ("The sanctions, which Russia opposes, end in May.", "Russia oppose sanctions"),
]

DOORS = [
    ("Germany left the door open to negotiations.", "Germany support peace-talks"),
    ("Syria kept the door open for a dialogue.", "Syria support peace-talks"),
    ("Japan opened the door to a dialogue with Russia.", "Japan support peace-talks"),
    ("Israel shut the door on a dialogue with Syria.", "Israel oppose peace-talks"),
    ("Turkey did not close the door on the negotiations.", "Turkey neutral peace-talks"),
    ("Karzai left the door of his office open.", ""),
]

INFINITIVES = [
    ("Syria's demand for foreign soldiers to withdraw was heard.", "Syria oppose foreign-troops"),
    ("The appeal of Iran for foreign forces to leave the gulf failed.", "Iran oppose foreign-troops"),
    ("Russia's call for the embargo to be lifted was ignored.", "Russia oppose sanctions"),
    ("Iran called for foreign forces to pull out of the gulf.", "Iran oppose foreign-troops"),
    ("Japan's demand for a referendum was heard.", "Japan support elections"),
    ("Karzai renewed his demand for foreign forces to leave the valley.", "Karzai oppose foreign-troops"),
    ("Nobody heard Russia's demand for the embargo to be lifted.", "Russia oppose sanctions"),
]

OFFERS = [
    ("Turkey invited Hezbollah to peace talks. Hezbollah declined the invitation.", "refused"),
    ("Turkey proposed a dialogue with Hezbollah. Later Hezbollah refused the offer.", "refused"),
    ("Turkey invited Hezbollah to peace talks. Hezbollah refused.", "refused"),
    ("Turkey offered Hezbollah peace talks. Hezbollah accepted the offer.", "accepted"),
    ("Turkey offered Hezbollah peace talks. Hezbollah refused an offer of cement.", ""),
    ("Hezbollah declined the invitation.", ""),
]

NEGATIONS = [
    ("Turkey did not reject the ceasefire.", "Turkey neutral ceasefire"),
    ("Germany has not ruled out sanctions.", "Germany neutral sanctions"),
    ("Karzai has not ruled out a unity government.", "Karzai neutral power-sharing"),
    ("Russia no longer opposes the sanctions.", "Russia support sanctions"),
    ("Russia no longer supports the sanctions.", "Russia oppose sanctions"),
    ("Turkey did not agree to a ceasefire.", "Turkey oppose ceasefire"),
    ("Turkey does not support the referendum.", "Turkey oppose elections"),
    ("Iran will not stop uranium enrichment.", "Iran support nuclear-programme"),
    ("Syria will not negotiate with Israel.", "Syria oppose peace-talks"),
    ("Germany agreed not to lift the sanctions.", "Germany support sanctions"),
    ("Israel is not ready to resume negotiations.", "Israel oppose peace-talks"),
    ("Turkey declined to comment on the sanctions.", "Turkey neutral sanctions"),
    ("Turkey did not accuse Syria.", ""),
    ("Lavrov did not meet Merkel for talks.", ""),
]

CONDITIONS = [
    (
        "Syria demanded that foreign forces pull out before it engages in negotiations.",
        "Syria oppose foreign-troops; Syria conditional peace-talks",
    ),
    (
        "Lavrov said foreign troops must leave before negotiations begin.",
        "Lavrov oppose foreign-troops; Lavrov conditional peace-talks",
    ),
    (
        "Israel wants Hezbollah to disarm before negotiations begin.",
        "Israel support ceasefire; Israel conditional peace-talks",
    ),
    ("Turkey demanded a ceasefire before the holidays.", "Turkey support ceasefire"),
    (
        "The Taliban will join the talks only if foreign troops leave.",
        "Taliban conditional peace-talks; Taliban oppose foreign-troops",
    ),
    (
        "Hezbollah will not join the talks as long as foreign troops stay.",
        "Hezbollah conditional peace-talks; Hezbollah oppose foreign-troops",
    ),
    (
        "Iran said there will be no negotiations until the embargo is lifted.",
        "Iran conditional peace-talks; Iran oppose sanctions",
    ),
    ("Israel will negotiate only when the rain stops.", "Israel conditional peace-talks"),
    ("Karzai said that if the rebels were not ready to negotiate, they should lay down their arms.", ""),
    (
        "Iran will resume negotiations only if the sanctions are lifted.",
        "Iran conditional peace-talks; Iran oppose sanctions",
    ),
    ("Turkey would support the referendum if the bloc asked for it.", "Turkey conditional elections"),
    (
        "The Taliban will not negotiate until foreign troops leave.",
        "Taliban conditional peace-talks; Taliban oppose foreign-troops",
    ),
    (
        "Hezbollah rejects a ceasefire unless Israel releases its prisoners.",
        "Hezbollah conditional ceasefire; Hezbollah support prisoner-release",
    ),
    (
        "Syria is ready to sign the trade agreement once the embargo is lifted.",
        "Syria conditional trade; Syria oppose sanctions",
    ),
    (
        "Iran threatened to resume uranium enrichment if sanctions are imposed.",
        "Iran conditional nuclear-programme; Iran oppose sanctions",
    ),
]

REPORTED = [
    ("Merkel said Russia rejected the ceasefire.", "Russia oppose ceasefire"),
    ("Karzai says the Taliban refuse to join the peace process.", "Taliban oppose peace-talks"),
    ("Merkel said the sanctions must be lifted.", "Merkel oppose sanctions"),
    ("Merkel said Iran must stop its provocations.", "Merkel oppose Iran"),
    ("Lavrov said NATO should withdraw its troops.", "Lavrov oppose foreign-troops"),
    ("Lavrov said Russia supports the sanctions.", "Russia support sanctions"),
    ("Merkel said the referendum was a farce.", "Merkel oppose elections"),
    ("Merkel says it is important to resume the talks.", "Merkel support peace-talks"),
    ("Germany says Iran is sponsoring rebels.", "Germany oppose Iran"),
    ("Turkey says the negotiations will continue.", "Turkey support peace-talks"),
    ("According to Merkel, Russia opposes the ceasefire.", "Russia oppose ceasefire"),
    ('"We reject the ceasefire," Lavrov said.', "Lavrov oppose ceasefire"),
    ('Lavrov said: "We reject the ceasefire."', "Lavrov oppose ceasefire"),
    ('"Turkey is a liar," said Lavrov.', "Lavrov oppose Turkey"),
    ("Germany says Iran poses a threat to the region.", "Germany oppose Iran"),
    ("Lavrov said Turkey was behind the attack.", "Lavrov oppose Turkey"),
    ("Merkel offered talks on a solution to the war.", "Merkel support peace-talks"),
    ("Karzai offered the Taliban negotiations to end the war.", "Karzai support peace-talks"),
    ("Merkel condemned Russia's offensive in the north.", "Merkel oppose Russia"),
]

HEADLINES = [
    ("Turkey rejects ceasefire", "Turkey oppose ceasefire"),
    ("Merkel calls for end to sanctions", "Merkel oppose sanctions"),
    ("Taliban refuse to join peace talks", "Taliban oppose peace-talks"),
    ("Germany Invites Syria to Peace Talks in Oslo", "Germany support peace-talks"),
    ("Hezbollah Rejects Peace Talks With Guerrillas Led By Lavrov", "Hezbollah oppose peace-talks"),
    ("Karzai Offers Taliban Peace Talks", "Karzai support peace-talks"),
    ("Turkey Calls For End To Sanctions", "Turkey oppose sanctions"),
    ("Merkel Says Sanctions Must Be Lifted", "Merkel oppose sanctions"),
    ("Germany Imposes New Sanctions On Syria", "Germany support sanctions"),
]

NOTHING = [
    "An explosion near the harbour wounded four guards, and nobody has admitted it.",
    "Russia arrested nine suspects on Monday.",
    "Turkey denied training the guerrillas.",
    "Iran denied that it wants nuclear weapons.",
    "If Hezbollah accepted a truce, the valley would be calm.",
    "If Iran accepted the ceasefire, the markets would rise.",
    "Would Germany support the sanctions?",
    "Will Turkey join the talks?",
    "Germany failed to agree with Japan.",
    "Israel is a neighbour of Syria.",
    "The talks lasted four hours.",
    "The election is on Sunday, and the polls close at six.",
    "Germany beat Japan by two goals to one.",
    "Japan lost the final against Turkey after a penalty.",
    "A court sentenced the former mayor to three years in prison.",
    "The judge rejected the appeal of the driver.",
    "Analysts say the sanctions hurt the economy.",
    "Residents called for an end to the war.",
    "Critics condemned the law.",
    "The sanctions took effect in Syria at midnight.",
    "Fighting between Israel and Hezbollah went on for a third day.",
    "Two soldiers of NATO died in a crash.",
    "Merkel was born in the north and studied physics.",
    "Heavy rain fell in Japan and Russia.",
    "Whether Iran supports the ceasefire is unclear.",
    "Prices rose in Turkey, and wages fell in Germany.",
    "Girls may not study there.",
    "Karzai arrived in Berlin on Tuesday.",
    "The road from Syria to Turkey is closed.",
    "Lavrov did not respond to the proposal.",
    '"Iran can contribute massively to peace," Lavrov said.',
    "Merkel said Turkey broke with tradition.",
    "Police caught a wanted smuggler in Germany.",
    "Soldiers backed by Russia held the bridge.",
]


SENTENCES = SUBJECTS + NOUNS + TARGETS + DOORS + INFINITIVES + NEGATIONS + CONDITIONS + REPORTED


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES)
def test_construction(sentence: str, wanted: str) -> None:
    assert told(claims(sentence)) == expected(wanted)


@pytest.mark.parametrize(("text", "answer"), OFFERS)
def test_an_answer_to_an_offer_is_about_what_was_offered(text: str, answer: str) -> None:
    stances = {"refused": {"oppose"}, "accepted": {"support"}, "": set()}[answer]
    found = [claim for claim in claims(text) if claim.actor == "Hezbollah"]
    assert {claim.stance for claim in found} == stances
    assert all((claim.target, claim.counterpart) == ("peace-talks", "Turkey") for claim in found)


@pytest.mark.parametrize(("headline", "wanted"), HEADLINES)
def test_headline(headline: str, wanted: str) -> None:
    found = claims(headline, part="title")
    assert told(found) == expected(wanted)
    assert {claim.part for claim in found} == {"title"}
    assert {claim.sentence for claim in found} == {headline}
    assert all(claim.cue in headline for claim in found)


@pytest.mark.parametrize("sentence", NOTHING)
def test_nothing(sentence: str) -> None:
    assert told(claims(sentence)) == set()

"""Population files for tests: one of ours in small, and one of TinyTroupe's kind."""

from pydantic import JsonValue

OURS: dict[str, JsonValue] = {
    "title": "A small town",
    "country": "Germany",
    "nationality": "German",
    "languages": ["German"],
    "fields": {
        "age": {"bands": {"0-17": 20, "18-39": 30, "40-64": 30, "65+": 20}},
        "gender": {"margin": {"female": 51, "male": 49}},
        "education": {
            "margin": {"little": 30, "some": 50, "degree": 20},
            "when": {"age": {"from": 18}},
            "texts": {"degree": "Has a university degree."},
        },
        "work": {
            "margin": {"working": 60, "retired": 25, "student": 15},
            "when": {"age": {"from": 16}},
            "never": [{"values": ["retired"], "when": {"age": {"to": 54}}}],
        },
        "sector": {"margin": {"office": 60, "farm": 40}, "when": {"work": ["working"]}},
        "openness": {"margin": {"high": 30, "medium": 40, "low": 30}},
        "interests": {"shares": {"chess": 40, "rowing": 25, "baking": 70}},
    },
    "tables": [
        {
            "fields": ["age", "gender"],
            "shares": "rows",
            "cells": {
                "0-17": {"female": 49, "male": 51},
                "18-39": {"female": 49, "male": 51},
                "40-64": {"female": 50, "male": 50},
                "65+": {"female": 58, "male": 42},
            },
        },
        {
            "fields": ["age", "education"],
            "shares": "rows",
            "cells": {
                "18-39": {"little": 15, "some": 55, "degree": 30},
                "40-64": {"little": 30, "some": 52, "degree": 18},
                "65+": {"little": 50, "some": 42, "degree": 8},
            },
        },
        {
            "fields": ["gender", "education"],
            "shares": "rows",
            "cells": {
                "female": {"little": 28, "some": 50, "degree": 22},
                "male": {"little": 32, "some": 50, "degree": 18},
            },
        },
    ],
}

THEIRS: dict[str, JsonValue] = {
    "title": "Freedonia",
    "description": "All about the people of Freedonia.",
    "source": "Made up",
    "content": {
        "Demographics": {
            "Country": "Mexico",
            "Population Size": "9 million",
            "Age Distribution": {"0-14": "25.0%", "15-34": "30%", "35-64": "33%", "65+": "12%"},
            "Gender Distribution": {"Male": "49.5%", "Female": "50.5%"},
            "Educational Attainment": {"High School or Higher": "80%", "Bachelor's Degree or Higher": "30%"},
            "Household Income": {"Median Income": "$20,000", "Distribution": {"Low": "40%", "High": "60%"}},
            "Geographic Distribution": {
                "Urban": "70%",
                "Rural": "30%",
                "Regions": {"North": "60%", "South": "40%"},
            },
            "Employment Status": {"Participation": "61.7%", "Unemployment": "4.2%"},
        },
        "Personality Traits": {"Openness": {"High": ["North"], "Low": ["South"]}},
        "Political Affiliation": {"Reds": "60%", "Blues": "50%", "Independent": "40%"},
        "Religion": {
            "Christian": {"Total": "60%", "Catholic": "45%", "Other": "15%"},
            "Elsewhere": {"Jewish": "5%", "Other": "5%"},
            "Unaffiliated": "30%",
        },
        "Occupations": {
            "Management": {"Employment": "1 million", "Annual Wage": "$50,000"},
            "Construction": {"Employment": "3.0 million", "Annual Wage": "$20,000"},
        },
        "Interests and Hobbies": {"Cooking": "41%", "Reading": "37%", "Sports": ["Football", "Running"]},
        "Public Opinions": {
            "Inflation": {"Viewed as Very Big Problem": "70%", "Source": "A poll, 2023"},
            "Bridge Tolls": {"Support Them": "55%", "Oppose Them": "41%", "Source": "A poll"},
        },
    },
}
